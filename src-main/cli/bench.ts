import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { boundOf } from '../bench/bound.ts';
import type { Size } from '../bench/photo-layout.ts';
import { makePhotos, phonePhoto } from '../bench/photo-maker.ts';
import { type BenchReport, formatReport, type ImportMeasure } from '../bench/report.ts';
import { timeStages } from '../bench/stages.ts';
import { siblingModule } from '../common/module-url.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { DeviceRequest } from '../contract/models.ts';
import { samplePhotos } from '../services/samples.ts';
import type { ImportAnswer, ImportOrder } from './bench-import.ts';
import { exitCodes } from './exit.ts';
import { deviceOption, jsonOption, numberBetween, printJson } from './options.ts';

/** Photos that the stages are timed on, at most: enough for means that hold still. */
const timedPhotos = 20;

interface BenchOptions {
  photos: number;
  device: DeviceRequest;
  json?: boolean;
}

export function benchCommand(): Command {
  return new Command('bench')
    .description('measure how fast an import is here, and what each of its stages takes')
    .option('--photos <n>', 'photos to import', numberBetween(1, 10_000, 'whole'), 200)
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Makes JPEG photos of 12 megapixels out of the sample photos in a temporary folder (not timed; about 3 MB
each), imports them into a new library in a process of its own, then runs each stage alone on some of them.
The rate of the import is set against what the slowest resource would allow: the cores (the CPU time of all
stages over the number of cores), the GPU (the time of the networks, where they run there), the database
(storing and indexing). The photos come from the file cache, not from the disk.

Examples:
  familiar bench
  familiar bench --photos 20 --device cpu
  familiar bench --json | jq .bound`,
    )
    .action(runBench);
}

async function runBench({ photos, device, json }: BenchOptions): Promise<void> {
  const report = await benchmark({ photos, device, size: phonePhoto });
  if (json) printJson(report);
  else process.stdout.write(formatReport(report));
}

/**
 * Measures an import and its stages on photos made for it.
 * @throws FamiliarError `not-found` where the sample photos are not there; `model-*`, `device-unavailable`
 */
export async function benchmark(options: {
  photos: number;
  device: DeviceRequest;
  size: Size;
}): Promise<BenchReport> {
  const samples = samplePhotos();
  if (samples.length === 0) throw new FamiliarError('not-found', 'the sample photos are not there');
  const folder = mkdtempSync(join(tmpdir(), 'familiar-bench-'));
  const clearUp = () => rmSync(folder, { recursive: true, force: true });
  const onInterrupt = () => {
    clearUp();
    process.exit(exitCodes.interrupted);
  };
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  const importer = startImporter();
  try {
    const album = join(folder, 'photos');
    mkdirSync(album);
    announce(`Making ${options.photos} photos …`);
    const paths = await makePhotos(album, samples, { count: options.photos, size: options.size });
    announce('Importing them …');
    const measured = await importer.run({
      photos: album,
      library: join(folder, 'library'),
      device: options.device,
    });
    announce('Timing each stage …');
    const { stages, ...timedOn } = await timeStages(paths.slice(0, timedPhotos), measured.device, folder);
    const cores = availableParallelism();
    const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
    return {
      ...measured,
      cores,
      megapixels: (options.size.width * options.size.height) / 1e6,
      fileMB: bytes / paths.length / 1024 ** 2,
      timedOn,
      stages,
      bound: boundOf(stages, { ...measured, cores }),
    };
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
    importer.end();
    clearUp();
  }
}

/** Says on a terminal what is going on; it takes minutes. */
function announce(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${what}\n`);
}

/**
 * Starts the process that will import. To be called while this process is still small: on Linux a process's
 * peak of memory begins at what its parent had resident when it was started.
 */
function startImporter(): { run(order: ImportOrder): Promise<ImportMeasure>; end(): void } {
  const child = fork(fileURLToPath(siblingModule(import.meta.url, './bench-import')), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  const measured = new Promise<ImportMeasure>((resolve, reject) => {
    child.once('message', (answer: ImportAnswer) => {
      if ('measured' in answer) resolve(answer.measured);
      else reject(new FamiliarError(answer.refused.code, answer.refused.message));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new FamiliarError('internal', `the importing process ended with ${signal ?? code}`)),
    );
  });
  // Where it ends before it is asked, whoever asks is told; until then nobody listens.
  measured.catch(() => {});
  return {
    run(order) {
      if (child.connected) child.send(order);
      return measured;
    },
    end: () => child.kill(),
  };
}
