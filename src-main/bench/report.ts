import type { DeviceName } from '../contract/models.ts';
import type { Bound, Resource } from './bound.ts';
import type { StageTime } from './stages.ts';

/** What an import of made-up photos came to. */
export interface ImportMeasure {
  device: DeviceName;
  photos: number;
  faces: number;
  /** From its start to the last photo stored, loading the networks included. */
  seconds: number;
  photosPerSecond: number;
  /** CPU time of all threads of the importing process. */
  cpuSeconds: number;
  /** Most memory that the importing process had resident, in units of 1024 x 1024 bytes. */
  peakMB: number;
}

/** What `familiar bench` finds out. */
export interface BenchReport extends ImportMeasure {
  cores: number;
  /** Of one photo. */
  megapixels: number;
  /** Mean size of a photo's file, in units of 1024 x 1024 bytes. */
  fileMB: number;
  /** Photos that the stages were timed on, and the faces in them. */
  timedOn: { photos: number; faces: number };
  stages: StageTime[];
  bound: Bound;
}

const resourceNames: Record<Resource, string> = {
  cores: 'the cores',
  gpu: 'the GPU',
  database: 'the database',
};

/** The report as text for a terminal. */
export function formatReport(report: BenchReport): string {
  const { device, cores, photos, megapixels, fileMB, faces, seconds, photosPerSecond, peakMB } = report;
  const { cpuSeconds, timedOn, stages, bound } = report;
  const total = {
    wall: stages.reduce((sum, stage) => sum + stage.msPerPhoto, 0),
    cpu: stages.reduce((sum, stage) => sum + stage.cpuMsPerPhoto, 0),
  };
  const lines = [
    `${photos} photos of ${megapixels} megapixels (${fileMB.toFixed(1)} MB), ${(faces / photos).toFixed(1)} faces each`,
    `networks on the ${device === 'cpu' ? 'CPU' : 'GPU'}, ${cores} cores`,
    '',
    `Import: ${photosPerSecond.toFixed(2)} photos a second (${seconds.toFixed(1)} s, ` +
      `${cpuSeconds.toFixed(1)} s of CPU time), ${peakMB.toFixed(0)} MB of memory at most`,
    '',
    row('Stage alone', 'ms/photo', 'CPU ms/photo', 'ms/face'),
    ...stages.map(({ stage, msPerPhoto, cpuMsPerPhoto, msPerFace }) =>
      row(stage, msPerPhoto.toFixed(1), cpuMsPerPhoto.toFixed(1), msPerFace?.toFixed(2) ?? ''),
    ),
    row('all', total.wall.toFixed(1), total.cpu.toFixed(1), ''),
    `(mean of ${timedOn.photos} photos with ${timedOn.faces} faces)`,
    '',
    ...bound.resources.map(
      ({ resource, msPerPhoto }) =>
        `A photo occupies ${resourceNames[resource]} for ${msPerPhoto.toFixed(1)} ms.`,
    ),
    `So ${resourceNames[bound.slowest]} would allow ${bound.photosPerSecond.toFixed(2)} photos a second; ` +
      `the import reaches ${bound.ratio.toFixed(2)} of that.`,
  ];
  return `${lines.join('\n')}\n`;
}

function row(name: string, ...numbers: string[]): string {
  return (name.padEnd(12) + numbers.map((number) => number.padStart(14)).join('')).trimEnd();
}
