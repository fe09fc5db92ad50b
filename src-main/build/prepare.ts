import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.mjs';
import { type FileSet, fingerprint, isStamped, writeStamp } from './fingerprint.ts';
import { withLock } from './lock.mjs';
import { packageCommand } from './package-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const stamps = join(root, 'node_modules', '.cache', 'familiar');

/** One build step. */
interface Step {
  name: string;
  /** Sources and tools of the output. */
  sources: FileSet;
  outputs: FileSet;
  /** Output that may be missing for lack of a connection; the next start tries again. */
  hoped?: string;
  run(): Promise<void>;
}

const steps: Step[] = [
  {
    name: 'models',
    sources: {
      paths: [
        'src-main/build/models.ts',
        'src-main/build/calibration.ts',
        'src-main/build/face-api-weights.ts',
        'src-main/build/human-models.ts',
        'src-main/build/joint-model.ts',
        'src-main/build/joint-projection.f32',
        'src-main/build/tfjs-weights.ts',
        'src-main/nn',
        'package-lock.json',
      ],
    },
    outputs: { paths: ['resources/models'] },
    hoped: 'resources/models/dlib-mobilefacenet-128/model.onnx',
    run: () => runNode('src-main/build/models.ts'),
  },
  {
    name: 'engine',
    sources: {
      paths: ['src-main', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
      except: ['src-main/build'],
    },
    outputs: { paths: ['dist'], except: ['dist/renderer'] },
    async run() {
      await removeEngine();
      await runNode(packageCommand('typescript', 'tsc'), '-p', 'tsconfig.build.json', '--noCheck');
    },
  },
  {
    name: 'page',
    sources: { paths: ['src-renderer', 'src-main/contract', 'package-lock.json'] },
    outputs: { paths: ['dist/renderer'] },
    async run() {
      const config = ['--config', 'src-renderer/vite.config.ts', '--logLevel', 'warn'];
      await runNode(packageCommand('vite'), 'build', ...config);
    },
  },
];

/**
 * Builds outputs that are missing or older than their sources: models, engine (`dist/`) and page
 * (`dist/renderer`). Writes nothing to standard output.
 * @throws Error with the name of the failed step
 */
export async function prepare(): Promise<void> {
  if (steps.every(isFresh)) return;
  await withLock(root, async () => {
    const stale = steps.filter((step) => !isFresh(step));
    if (stale.length === 0) return;
    const started = performance.now();
    const results = await Promise.allSettled(stale.map(build));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stderr.write(`Built ${stale.map(({ name }) => name).join(', ')} in ${seconds} s.\n`);
  });
}

const stampOf = ({ name }: Step): string => join(stamps, name);
const stateOf = (sources: string, { outputs }: Step): string => `${sources} ${fingerprint(root, outputs)}\n`;

function isFresh(step: Step): boolean {
  if (step.hoped && !existsSync(join(root, step.hoped))) return false;
  return isStamped(stampOf(step), stateOf(fingerprint(root, step.sources), step));
}

/** The sources are fingerprinted before the build, so that changes during the build count as new. */
async function build(step: Step): Promise<void> {
  const sources = fingerprint(root, step.sources);
  try {
    await step.run();
  } catch (error) {
    throw new Error(`building the ${step.name} failed: see above`, { cause: error });
  }
  writeStamp(stampOf(step), stateOf(sources, step));
}

async function runNode(...args: string[]): Promise<void> {
  const { code } = await runChild(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
}

/** Removes modules whose source no longer exists. Another step builds the page beside them. */
async function removeEngine(): Promise<void> {
  const dist = join(root, 'dist');
  const entries = await readdir(dist).catch(() => []);
  const engine = entries.filter((entry) => entry !== 'renderer');
  await Promise.all(engine.map((entry) => rm(join(dist, entry), { recursive: true, force: true })));
}
