import { Command } from 'commander';
import { toWireError } from '../contract/errors.ts';
import { chooseEngine } from '../metric-learning/engine.ts';
import { chooseDevice } from '../nn/device-choice.ts';
import { inspectModels, inspectOptionalPackages } from '../services/model-session/health.ts';
import { version } from '../version.ts';
import { examineLibrary } from './examine-library.ts';
import { exitCodes } from './exit.ts';
import { deviceOption, jsonOption, libraryOption, printJson } from './options.ts';
import type { DeviceRequest } from '../contract/models.ts';

interface DoctorOptions {
  library: string;
  device: DeviceRequest;
  json?: boolean;
}

/** The Node that Familiar is built for; Electron carries the same. */
const wantedNode = 24;

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('tell what Familiar runs on, and whether its models and a library are sound')
    .addOption(libraryOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Exit status 1 where something is wrong that Familiar needs.

Examples:
  familiar doctor
  familiar doctor --library ~/faces --json | jq .device`,
    )
    .action(runDoctor);
}

async function runDoctor(options: DoctorOptions): Promise<void> {
  const report = await examine(options);
  if (options.json) printJson(report);
  else process.stdout.write(describe(report));
  if (!report.ok) process.exitCode = exitCodes.failed;
}

async function examine(options: DoctorOptions) {
  const node = { version: process.versions.node, ok: Number.parseInt(process.versions.node) >= wantedNode };
  const device = await chooseDevice(options.device).then(
    ({ name, reason, refused }) => ({ chosen: name, reason, refused }),
    (error: unknown) => ({ chosen: null, reason: toWireError(error).message, refused: [] }),
  );
  const { ownModels, ...library } = await examineLibrary(options.library);
  const models = [...(await inspectModels()), ...ownModels];
  const soundLibrary = !library.present || (library.problem === null && library.store?.damage.length === 0);
  return {
    ok: node.ok && device.chosen !== null && models.every((model) => model.problem === null) && soundLibrary,
    version,
    node,
    device,
    training: await inspectTraining(),
    models,
    library,
    optional: inspectOptionalPackages(),
  };
}

function describe(report: Awaited<ReturnType<typeof examine>>): string {
  const { node, device, training, models, library, optional } = report;
  const mark = (ok: boolean) => (ok ? '✓' : '✗');
  const lines = [
    `${mark(report.ok)} Familiar ${report.version}`,
    `${mark(node.ok)} Node ${node.version}${node.ok ? '' : ` (${wantedNode} or later is needed)`}`,
    `${mark(device.chosen !== null)} Device: ${device.chosen ?? 'none'} (${device.reason})`,
    ...device.refused.map(({ name, reason }) => `– Device ${name}: ${reason}`),
    `${mark(true)} Training: ${training.backend} (${training.reason})`,
    ...training.refused.map(({ name, reason }) => `– Training ${name}: ${reason}`),
    ...models.map(({ id, manifest, problem }) => {
      const facts =
        manifest &&
        `${manifest.source}, ${manifest.licence ?? 'your own'}, sha256 ${manifest.sha256.slice(0, 12)}…`;
      return `${mark(problem === null)} Model ${id}: ${problem ?? facts}`;
    }),
  ];
  if (!library.present) lines.push(`– Library ${library.directory}: none yet`);
  else if (!library.store) lines.push(`${mark(false)} Library ${library.directory}: ${library.problem}`);
  else {
    const { sqlite, schema, damage, model, better, vectors, index } = library.store;
    lines.push(
      `${mark(damage.length === 0)} Library ${library.directory}: SQLite ${sqlite}, schema ${schema}, ${vectors} faces by ${model}`,
      ...damage.map((words) => `${mark(false)} Library: ${words}`),
    );
    const state =
      index.health === 'good' && index.behind === 0
        ? 'up to date'
        : `${index.health}, ${index.behind} faces behind; rebuilt when next opened`;
    lines.push(`${mark(true)} Index: ${index.faces} faces, ${state}`);
    if (better !== null) {
      lines.push(
        `– Recognition can be better: \`familiar model activate ${better}\` looks at all faces anew; names and corrections stay`,
      );
    }
  }
  for (const { name, present, purpose } of optional) {
    lines.push(`– Optional ${name}: ${present ? 'present' : 'not present'} (${purpose})`);
  }
  return `${lines.join('\n')}\n`;
}

/** Backend that training would use. */
async function inspectTraining() {
  const { name, reason, refused } = await chooseEngine();
  return { backend: name, reason, refused };
}
