import { builtInMeasure } from '../../clustering/measure.ts';
import { countFaces } from '../../db/faces.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { getSetting, putSetting } from '../../db/settings.ts';
import { activeModel, asActive } from './active-model.ts';
import { readOwnDistance } from './own-distance.ts';

/** Parameters of grouping. */
export interface Grouping {
  /** Distance at which the dendrogram is cut, in distances of the model in force. */
  distance: number;
  /** Faces that make a group worth showing. */
  minFaces: number;
}

/**
 * Default grouping, where the user chose none and the library is too small to choose its own. The distance is one of
 * the dlib ResNet: about 1 in 100,000 pairs of strangers is as near, so that people seen once or twice stay apart. It
 * is converted for another model in force.
 */
export const defaultGrouping: Grouping = { distance: 0.28, minFaces: 2 };

/**
 * Span of the slider, in distances of the built-in model. Below it hardly two faces are together; above it no more
 * groups merge.
 */
const distanceSpan = { least: 0.2, most: builtInMeasure.loosest };

/**
 * Number of faces below which the first view shows everyone. Among the first photos hardly anybody appears twice, and
 * a nearly empty page would look like a failure.
 */
const smallLibrary = 200;

const key = 'grouping';

/**
 * The user's chosen grouping; otherwise the one that suits the library [Note: The library tunes itself]; otherwise
 * {@link defaultGrouping}. Its distance is one of the model in force.
 */
export const readGrouping = (db: ReadableDb): Grouping => storedGrouping(db) ?? defaultFor(db);

/** True if the user has chosen a grouping. */
export const hasGrouping = (db: ReadableDb): boolean => storedGrouping(db) !== undefined;

const defaultFor = (db: ReadableDb): Grouping => ({
  ...defaultGrouping,
  distance: readOwnDistance(db, activeModel(db))?.distance ?? asActive(db, defaultGrouping.distance),
});

/** Span of distances of the model in force, to hundredths. */
export function distanceChoices(db: ReadableDb): { least: number; most: number } {
  const [least, most] = [asActive(db, distanceSpan.least), asActive(db, distanceSpan.most)];
  const [low, high] = [Math.round(100 * least), Math.round(100 * most)];
  return { least: low / 100, most: Math.max(low + 1, high) / 100 };
}

/** The grouping that the page starts with. */
export function startingGrouping(db: ReadableDb): Grouping {
  const everyone = { ...defaultFor(db), minFaces: 1 };
  return storedGrouping(db) ?? (countFaces(db) < smallLibrary ? everyone : defaultFor(db));
}

function storedGrouping(db: ReadableDb): Grouping | undefined {
  const stored = getSetting(db, key);
  return stored === undefined ? undefined : (JSON.parse(stored) as Grouping);
}

/** The row of `settings` that stores a chosen grouping. */
export const groupingSetting = ({ distance, minFaces }: Grouping): { key: string; value: string } => ({
  key,
  value: JSON.stringify({ distance, minFaces }),
});

export function writeGrouping(db: WritableDb, grouping: Grouping): void {
  putSetting(db, key, groupingSetting(grouping).value);
}
