import { sensitivity, type Sensitivity } from '../../contract/detection.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { getSetting, putSetting } from '../../db/settings.ts';

const key = 'detection.sensitivity';

/** Sensitivity with which photos are looked at. */
export const readSensitivity = (db: ReadableDb): Sensitivity =>
  sensitivity.catch('usual').parse(getSetting(db, key) ?? 'usual');

/** Photos that were looked at before keep their faces until they are looked at again. */
export const writeSensitivity = (db: WritableDb, chosen: Sensitivity): void => putSetting(db, key, chosen);
