import { builtInMeasure } from '../../clustering/measure.ts';
import { countFaces } from '../../db/faces.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { getSetting, putSetting } from '../../db/settings.ts';
import { activeModel, asActive } from './active-model.ts';
import { readOwnDistance } from './own-distance.ts';

/** How faces are grouped. */
export interface Grouping {
  /** Distance at which the dendrogram is cut, in distances of the model in force. */
  distance: number;
  /** Faces that make a group worth showing. */
  minFaces: number;
}

/**
 * Grouping of a library in which none was chosen, and which cannot tell what suits it. The distance is one of the dlib ResNet:
 * hardly 1 in 100,000 pairs of strangers is as near, so that people who were met once or twice stay apart. With another model
 * in force it is that model's distance that stands for it.
 */
export const defaultGrouping: Grouping = { distance: 0.28, minFaces: 2 };

/** Below, hardly two faces are together; above, no more groups join. In distances of the built-in model. */
const distanceSpan = { least: 0.2, most: builtInMeasure.loosest };

/**
 * Faces below which a view starts with everyone in it: among the first photos hardly anybody has been met
 * twice, and a nearly empty page would look like a failure.
 */
const smallLibrary = 200;

const key = 'grouping';

/**
 * The grouping last chosen, else that which suits the library [Note: The library tunes itself], else
 * {@link defaultGrouping}; its distance is one of the model in force.
 */
export const readGrouping = (db: ReadableDb): Grouping => storedGrouping(db) ?? defaultFor(db);

/** Whether a grouping was chosen. */
export const hasGrouping = (db: ReadableDb): boolean => storedGrouping(db) !== undefined;

const defaultFor = (db: ReadableDb): Grouping => ({
  ...defaultGrouping,
  distance: readOwnDistance(db, activeModel(db))?.distance ?? asActive(db, defaultGrouping.distance),
});

/** Between which distances of the model in force one is chosen, to hundredths. */
export function distanceChoices(db: ReadableDb): { least: number; most: number } {
  const [least, most] = [asActive(db, distanceSpan.least), asActive(db, distanceSpan.most)];
  const [low, high] = [Math.round(100 * least), Math.round(100 * most)];
  return { least: low / 100, most: Math.max(low + 1, high) / 100 };
}

/** The grouping that a view starts with. */
export function startingGrouping(db: ReadableDb): Grouping {
  const everyone = { ...defaultFor(db), minFaces: 1 };
  return storedGrouping(db) ?? (countFaces(db) < smallLibrary ? everyone : defaultFor(db));
}

function storedGrouping(db: ReadableDb): Grouping | undefined {
  const stored = getSetting(db, key);
  return stored === undefined ? undefined : (JSON.parse(stored) as Grouping);
}

/** The setting that makes a grouping the one chosen. */
export const groupingSetting = ({ distance, minFaces }: Grouping): { key: string; value: string } => ({
  key,
  value: JSON.stringify({ distance, minFaces }),
});

export function writeGrouping(db: WritableDb, grouping: Grouping): void {
  putSetting(db, key, groupingSetting(grouping).value);
}
