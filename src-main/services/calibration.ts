import { join } from 'node:path';
import type { CalibrationPoint } from '../contract/models.ts';
import type { ReadableDb } from '../db/open.ts';
import { builtInEmbedder } from '../faces/embedder.ts';
import { loadManifest, modelsDirectory } from '../nn/models.ts';
import { activeModel, asActive } from './active-model.ts';
import { readOwnDistance } from './tuning/own-distance.ts';

/** What was read, by the folder of the model; the status of a library is asked for again and again. */
const known = new Map<string, readonly CalibrationPoint[]>();

/**
 * What distances stand for with a model, by falling false-accept rate; empty where it was never calibrated. A
 * model that is missing or damaged says so when photos are recognised: it is no reason not to open a library.
 * A manifest is read once in the life of the process, as the network beside it is.
 */
export async function calibrationOf(model: string): Promise<readonly CalibrationPoint[]> {
  const folder = join(modelsDirectory(), model);
  const before = known.get(folder);
  if (before) return before;
  try {
    const { calibration = [] } = await loadManifest(model);
    const points = calibration.toSorted((a, b) => b.far - a.far);
    known.set(folder, points);
    return points;
  } catch {
    return [];
  }
}

/**
 * What distances stand for in a library: among its own people, where it holds enough of them, else among the people that
 * the model was calibrated on [Note: Distances of another model].
 */
export async function activeCalibration(db: ReadableDb): Promise<CalibrationPoint[]> {
  const own = ownStrangers(db);
  if (own.length > 0) return own;
  const points = await calibrationOf(builtInEmbedder.id);
  return points.map(({ far, distance }) => ({ far, distance: asActive(db, distance) }));
}

/** How far strangers in this library are apart; empty where it has too few people to tell. */
export const ownStrangers = (db: ReadableDb): CalibrationPoint[] =>
  readOwnDistance(db, activeModel(db))?.strangers ?? [];
