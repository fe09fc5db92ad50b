import type { CalibrationPoint } from '../contract/models.ts';
import type { ReadableDb } from '../db/open.ts';
import { builtInEmbedder } from '../faces/embedder.ts';
import { loadManifest } from '../nn/models.ts';
import { asActive } from './active-model.ts';

/**
 * What distances stand for with a model, by falling false-accept rate; empty where it was never calibrated. A
 * model that is missing or damaged says so when photos are recognised: it is no reason not to open a library.
 */
export function calibrationOf(model: string): Promise<CalibrationPoint[]> {
  return loadManifest(model).then(
    ({ calibration = [] }) => calibration.toSorted((a, b) => b.far - a.far),
    () => [],
  );
}

/** The same for the model in force in a library [Note: Distances of another model]. */
export async function activeCalibration(db: ReadableDb): Promise<CalibrationPoint[]> {
  const points = await calibrationOf(builtInEmbedder.id);
  return points.map(({ far, distance }) => ({ far, distance: asActive(db, distance) }));
}
