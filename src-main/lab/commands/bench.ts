import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { labDescriptions } from '../../cli/laboratory.ts';
import { boundOf } from '../bench/bound.ts';
import { compareRates, type Comparison, type TimedComparison } from '../bench/comparison.ts';
import { photoSize, type Size } from '../bench/photo-layout.ts';
import { makePhotos } from '../bench/photo-maker.ts';
import { type BenchReport, formatReport, type ImportMeasure } from '../bench/report.ts';
import { timeStages } from '../bench/stages.ts';
import { FamiliarError, toWireError } from '../../contract/errors.ts';
import type { DeviceRequest } from '../../contract/models.ts';
import { workingSide } from '../../faces/pipeline.ts';
import { mostMemory, planThreads, thisMachine } from '../../faces/threads/thread-plan.ts';
import { samplePhotos } from '../../services/imports/samples.ts';
import { benchClusteringCommand } from './bench/clustering.ts';
import { benchFilesCommand } from './bench/files.ts';
import { benchRescanCommand } from './bench/rescan.ts';
import { benchTrainingCommand } from './bench/training.ts';
import type { ComparisonOrder } from './bench/face-api.ts';
import type { ImportOrder } from './bench/import.ts';
import { type MeasuringProcess, startMeasuring } from './measuring-process.ts';
import { deviceOption, jsonOption, numberBetween, printJson } from '../../cli/options.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** Greatest number of photos on which the stages are timed, enough for stable means. */
const timedPhotos = 20;
/** Greatest number of photos on which face-api is timed; it takes seconds for each. */
const comparedPhotos = 10;

interface BenchOptions {
  photos: number;
  megapixels: number;
  device: DeviceRequest;
  comparison: boolean;
  json?: boolean;
}

export function benchCommand(): Command {
  return new Command('bench')
    .description(labDescriptions.bench)
    .option('--photos <n>', 'photos to import', numberBetween(1, 10_000, 'whole'), 200)
    .option('--megapixels <n>', 'size of a photo', numberBetween(0.01, 100), 12)
    .option('--no-comparison', 'leave out the comparison with the pipeline of face-api')
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Makes JPEG photos out of the sample photos in a temporary folder (not timed; about 3 MB each), imports them into
a new library in a process of its own, then runs each stage alone on some of them, with more and fewer threads
and pictures at once, and takes the setting that costs least. The rate of the import is set against what the
slowest resource would allow: the cores (the CPU time of all stages over the number of cores), the GPU (the time
of the networks, where they run there), the database (storing and indexing). The photos come from the file
cache, not from the disk. At last some of the photos go through the pipeline of face-api, where it is installed.

Examples:
  familiar bench
  familiar bench --photos 20 --device cpu
  familiar bench --photos 5000 --megapixels 0.08 --no-comparison
  familiar bench --json | jq .bound`,
    )
    .action(runBench)
    .addCommand(benchClusteringCommand())
    .addCommand(benchFilesCommand())
    .addCommand(benchRescanCommand())
    .addCommand(benchTrainingCommand());
}

async function runBench({ megapixels, json, ...options }: BenchOptions): Promise<void> {
  const report = await benchmark({ ...options, size: photoSize(megapixels) });
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
  comparison: boolean;
}): Promise<BenchReport> {
  const samples = samplePhotos();
  if (samples.length === 0) throw new FamiliarError('not-found', 'the sample photos are not there');
  const importer = startMeasuring<ImportOrder, ImportMeasure>('./bench/import');
  const comparer = startMeasuring<ComparisonOrder, TimedComparison>('./bench/face-api');
  try {
    return await inTemporaryFolder(async (folder) => {
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
      const { photos, faces, ...timed } = await timeStages(
        paths.slice(0, timedPhotos),
        measured.device,
        folder,
      );
      announce('Timing face-api …');
      const compared = options.comparison
        ? await compare(comparer, paths.slice(0, comparedPhotos), options.size, measured.photosPerSecond)
        : { comparison: null, comparisonReason: 'it was not asked for' };
      const { cores } = thisMachine();
      const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
      return {
        ...measured,
        memoryBoundMB: mostMemory(planThreads(measured.device)) / 1024 ** 2,
        cores,
        coresBusy: measured.cpuSeconds / (measured.seconds * cores),
        megapixels: (options.size.width * options.size.height) / 1e6,
        fileMB: bytes / paths.length / 1024 ** 2,
        timedOn: { photos, faces },
        ...timed,
        bound: boundOf(timed.stages, { ...measured, cores }),
        ...compared,
      };
    });
  } finally {
    importer.end();
    comparer.end();
  }
}

/** Reports progress on a terminal, since the work takes minutes. */
function announce(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${what}\n`);
}

/** Times face-api. It never rejects: a failure is returned as a reason. */
async function compare(
  comparer: MeasuringProcess<ComparisonOrder, TimedComparison>,
  photos: string[],
  size: Size,
  rate: number,
): Promise<{ comparison: Comparison | null; comparisonReason: string | null }> {
  const sides = { wholePhotos: Math.max(size.width, size.height), workingSize: workingSide };
  try {
    const comparison = compareRates(await comparer.run({ photos, sides }), rate);
    return { comparison, comparisonReason: null };
  } catch (error) {
    return { comparison: null, comparisonReason: toWireError(error).message };
  }
}
