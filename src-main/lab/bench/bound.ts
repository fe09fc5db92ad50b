import type { DeviceName } from '../../contract/models.ts';
import type { StageTime } from './stages.ts';

/** Resource that all photos of an import share; any of them may limit its rate. */
export type Resource = 'cores' | 'gpu' | 'database';

export interface ResourceUse {
  resource: Resource;
  /** Time for which one photo occupies the whole resource. */
  msPerPhoto: number;
}

/** Greatest possible rate of an import, and the achieved rate relative to it. */
export interface Bound {
  resources: ResourceUse[];
  /** The resource that a photo occupies longest. */
  slowest: Resource;
  /** Rate that the slowest resource allows. */
  photosPerSecond: number;
  /** Achieved rate over that rate, at most 1. */
  ratio: number;
}

/**
 * Compares the rate of an import with the bound of the slowest resource, 1000 / max(ms a photo) [Note: Bound]. A photo occupies
 * - `cores` for the CPU time of all stages, each alone, over the number of cores: no order of work is faster;
 * - `gpu`, where networks run on one, for their time by the clock: it runs one at a time;
 * - `database` for storing and indexing by the clock: one thread writes.
 * Starting up (loading models, choosing the device) is in the rate of the import and not in the bound.
 */
export function boundOf(
  stages: readonly StageTime[],
  { cores, device, photosPerSecond: rate }: { cores: number; device: DeviceName; photosPerSecond: number },
): Bound {
  const sum = (times: readonly StageTime[], of: (time: StageTime) => number) =>
    times.reduce((total, time) => total + of(time), 0);
  const writing = stages.filter(({ stage }) => stage === 'store' || stage === 'index');
  const resources: ResourceUse[] = [
    { resource: 'cores', msPerPhoto: sum(stages, (time) => time.cpuMsPerPhoto) / cores },
    { resource: 'database', msPerPhoto: sum(writing, (time) => time.msPerPhoto) },
  ];
  if (device !== 'cpu') {
    resources.push({ resource: 'gpu', msPerPhoto: sum(stages, (time) => time.networkMsPerPhoto) });
  }
  const slowest = resources.reduce((a, b) => (b.msPerPhoto > a.msPerPhoto ? b : a));
  const photosPerSecond = 1000 / slowest.msPerPhoto;
  return { resources, slowest: slowest.resource, photosPerSecond, ratio: rate / photosPerSecond };
}
