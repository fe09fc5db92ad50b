import type { DeviceName } from '../../contract/models.ts';
import type { Bound, Resource } from './bound.ts';
import type { Comparison } from './comparison.ts';
import type { StageTime } from './stages.ts';

/** Measurements of an import of generated photos. */
export interface ImportMeasure {
  device: DeviceName;
  photos: number;
  faces: number;
  /** Time from the start to the last photo stored, loading the networks included. */
  seconds: number;
  photosPerSecond: number;
  /** CPU time of all threads of the importing process. */
  cpuSeconds: number;
  /** Peak resident memory of the importing process, in MiB. */
  peakMB: number;
}

/** Results of `familiar bench`; see lab/bench/README.md. */
export interface BenchReport extends ImportMeasure {
  /** Memory bound of an import by its thread plan, in MiB. */
  memoryBoundMB: number;
  cores: number;
  /** CPU time of the import over the time of all cores, 0 to 1: low where cores waited or did other work. */
  coresBusy: number;
  /** Size of a photo. */
  megapixels: number;
  /** Mean size of a photo's file, in MiB. */
  fileMB: number;
  /** Numbers of photos that the stages were timed on, and of faces in them. */
  timedOn: { photos: number; faces: number };
  /** Each stage at its best setting. */
  stages: StageTime[];
  /** Every setting tried, of stages with several. */
  tried: StageTime[];
  bound: Bound;
  comparison: Comparison | null;
  /** Reason why there is no comparison. */
  comparisonReason: string | null;
}

const resourceNames: Record<Resource, string> = {
  cores: 'the cores',
  gpu: 'the GPU',
  database: 'the database',
};

/** The report as text for a terminal. */
export function formatReport(report: BenchReport): string {
  const { device, cores, photos, megapixels, fileMB, faces, seconds, photosPerSecond, peakMB } = report;
  const { cpuSeconds, coresBusy, memoryBoundMB, timedOn, stages, bound } = report;
  const total = {
    wall: stages.reduce((sum, stage) => sum + stage.msPerPhoto, 0),
    cpu: stages.reduce((sum, stage) => sum + stage.cpuMsPerPhoto, 0),
  };
  const lines = [
    `${photos} photos of ${megapixels} megapixels (${fileMB.toFixed(1)} MB), ${(faces / photos).toFixed(1)} faces each`,
    `networks on the ${device === 'cpu' ? 'CPU' : 'GPU'}, ${cores} cores`,
    '',
    `Import: ${photosPerSecond.toFixed(2)} photos a second (${seconds.toFixed(1)} s, ` +
      `${cpuSeconds.toFixed(1)} s of CPU time; the cores were busy ${(100 * coresBusy).toFixed(0)} % of the time)`,
    `Memory: ${peakMB.toFixed(0)} MB at most; its bound is ${memoryBoundMB.toFixed(0)} MB`,
    '',
    row('Stage alone', ['ms/photo', 'CPU ms/photo', 'ms/face'], 'best with'),
    ...stages.map(stageRow),
    row('all', [total.wall.toFixed(1), total.cpu.toFixed(1)]),
    `(mean of ${timedOn.photos} photos with ${timedOn.faces} faces)`,
    '',
    ...bound.resources.map(
      ({ resource, msPerPhoto }) =>
        `A photo occupies ${resourceNames[resource]} for ${msPerPhoto.toFixed(1)} ms.`,
    ),
    `So ${resourceNames[bound.slowest]} would allow ${bound.photosPerSecond.toFixed(2)} photos a second; ` +
      `the import reaches ${bound.ratio.toFixed(2)} of that.`,
    '',
    ...comparisonLines(report),
  ];
  return `${lines.join('\n')}\n`;
}

function stageRow({ stage, msPerPhoto, cpuMsPerPhoto, msPerFace, networkThreads, batch }: StageTime): string {
  const setting = [
    networkThreads && `${networkThreads} thread${networkThreads > 1 ? 's' : ''}`,
    batch && `${batch} picture${batch > 1 ? 's' : ''}`,
  ].filter(Boolean);
  const numbers = [msPerPhoto.toFixed(1), cpuMsPerPhoto.toFixed(1), msPerFace?.toFixed(2) ?? ''];
  return row(stage, numbers, setting.join(', '));
}

function comparisonLines({ comparison, comparisonReason }: BenchReport): string[] {
  if (!comparison) return [`No comparison with face-api: ${comparisonReason}`];
  const { photos, wholePhotos, workingSize } = comparison;
  const line = (what: string, { photosPerSecond, faces, ratio }: Comparison['wholePhotos']) =>
    `${what} ${photosPerSecond.toFixed(2)} photos a second (${faces} faces); Familiar ${ratio.toFixed(1)} times that`;
  return [
    `${comparison.with} on ${photos} of the photos, on one core:`,
    line('  whole photos', wholePhotos),
    line(`  photos of ${workingSize.side} pixels`, workingSize),
  ];
}

function row(name: string, numbers: string[], words = ''): string {
  return `${name.padEnd(12)}${numbers.map((number) => number.padStart(14)).join('')}  ${words}`.trimEnd();
}
