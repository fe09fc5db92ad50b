import type { CalibrationPoint } from '../../contract/models.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { getSetting, putSetting } from '../../db/settings.ts';

/** Distances measured on the library itself, with the vectors of one model [Note: The library tunes itself]. */
export interface OwnDistance {
  modelId: string;
  /** Distance at which the library's groups fit best. */
  distance: number;
  /** Distances between strangers in the library by rate; empty where it holds too few people. */
  strangers: CalibrationPoint[];
}

const key = 'own-distance';

/** Undefined where the library holds too few faces, or has not been grouped with this model yet. */
export function readOwnDistance(db: ReadableDb, modelId: string): OwnDistance | undefined {
  const stored = getSetting(db, key);
  if (stored === undefined) return undefined;
  const own = JSON.parse(stored) as OwnDistance;
  return own.modelId === modelId ? own : undefined;
}

export function writeOwnDistance(db: WritableDb, own: OwnDistance): void {
  const value = JSON.stringify(own);
  if (value !== getSetting(db, key)) putSetting(db, key, value);
}
