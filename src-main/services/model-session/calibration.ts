import type { CalibrationPoint } from '../../contract/models.ts';
import type { ReadableDb } from '../../db/open.ts';
import { builtInEmbedder } from '../../faces/embedder.ts';
import { calibrationOf } from '../../nn/calibration.ts';
import { activeModel, asActive } from './active-model.ts';
import { readOwnDistance } from './own-distance.ts';

/**
 * What distances stand for in a library, by falling false-accept rate: among its own people, where it holds enough of
 * them, else among the people that the model was calibrated on [Note: Distances of another model].
 */
export function activeCalibration(db: ReadableDb): CalibrationPoint[] {
  const own = ownStrangers(db);
  if (own.length > 0) return own;
  return calibrationOf(builtInEmbedder.id).map(({ far, distance }) => ({
    far,
    distance: asActive(db, distance),
  }));
}

/** How far strangers in this library are apart; empty where it has too few people to tell. */
export const ownStrangers = (db: ReadableDb): CalibrationPoint[] =>
  readOwnDistance(db, activeModel(db))?.strangers ?? [];
