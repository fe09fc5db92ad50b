import type { CalibrationPoint } from '../../contract/models.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { getSetting, putSetting } from '../../db/settings.ts';

/** What a library tells of itself, with the vectors of one model [Note: The library tunes itself]. */
export interface OwnDistance {
  modelId: string;
  /** Distance at which its groups suit it best. */
  distance: number;
  /** How far strangers in it are apart; empty where it has too few people to tell. */
  strangers: CalibrationPoint[];
}

const key = 'own-distance';

/** Undefined where it holds too few faces to tell, or they were not grouped yet with this model. */
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
