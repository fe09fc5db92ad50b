import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CalibrationPoint } from '../contract/models.ts';
import { modelManifest, modelsDirectory } from './models.ts';

/** Calibrations that were read, by the folder of the model: the status of a library is asked for often. */
const known = new Map<string, readonly CalibrationPoint[]>();

/**
 * Distances of a model that comes with Familiar, by falling false-accept rate; empty where it was never
 * calibrated. A model that is missing or damaged says so when photos are recognised: it is no reason not to open a
 * library. A manifest is read once in the life of the process, as the network beside it is.
 */
export function calibrationOf(model: string): readonly CalibrationPoint[] {
  const folder = join(modelsDirectory(), model);
  const before = known.get(folder);
  if (before) return before;
  try {
    const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
    const { calibration = [] } = modelManifest.parse(JSON.parse(text));
    const points = calibration.toSorted((a, b) => b.far - a.far);
    known.set(folder, points);
    return points;
  } catch {
    return [];
  }
}
