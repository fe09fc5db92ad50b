import type { CalibrationPoint } from '../../contract/models.ts';
import type { ReadableDb } from '../../db/open.ts';
import { builtInEmbedder } from '../../faces/embed/embedder.ts';
import { calibrationOf } from '../../nn/calibration.ts';
import { activeModel, asActive } from './active-model.ts';
import { readOwnDistance } from './own-distance.ts';

/**
 * False-accept rates of distances, by falling rate: measured among the library's own people where there are enough of
 * them, otherwise the calibration of the model [Note: Distances of another model].
 */
export function activeCalibration(db: ReadableDb): CalibrationPoint[] {
  const own = ownStrangers(db);
  if (own.length > 0) return own;
  return calibrationOf(builtInEmbedder.id).map(({ far, distance }) => ({
    far,
    distance: asActive(db, distance),
  }));
}

/** Distances between strangers of this library by rate; empty where it holds too few people. */
export const ownStrangers = (db: ReadableDb): CalibrationPoint[] =>
  readOwnDistance(db, activeModel(db))?.strangers ?? [];
