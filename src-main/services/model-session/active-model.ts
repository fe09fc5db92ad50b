import { join } from 'node:path';
import { builtInMeasure, type Measure, otherMeasures } from '../../clustering/measure.ts';
import { getModel, getScale, type ScalePoint } from '../../db/models.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { countPhotos } from '../../db/photos.ts';
import { deleteSetting, getSetting, listSettings, putSetting } from '../../db/settings.ts';
import { baseOfTrained } from '../../db/training-runs.ts';
import {
  bestEmbedder,
  builtInEmbedder,
  builtInEmbedderOf,
  type Embedder,
} from '../../faces/embed/embedder.ts';
import { calibrationOf } from '../../nn/calibration.ts';
import { embedderKind } from '../../nn/own-models.ts';
import { identityScale, scaleByRates, toBuiltIn, toOwn } from './distance-scale.ts';

const activeKey = 'model';
const nextKey = 'model-next';
const beforeKey = 'model-before';

/**
 * Id of the model in force: faces are grouped and searched by its vectors, and new faces get them. A library without
 * this setting predates the choice of models and uses dlib's, see {@link settleModel}.
 */
export const activeModel = (db: ReadableDb): string => getSetting(db, activeKey) ?? builtInEmbedder.id;

/**
 * Stores the model in force where the setting is missing: `fresh` in an empty library, dlib's in a library that
 * predates the choice of models.
 */
export function settleModel(db: WritableDb, fresh: string): void {
  if (getSetting(db, activeKey) !== undefined) return;
  const isNew = countPhotos(db) === 0 && listSettings(db).length === 0;
  putSetting(db, activeKey, isNew ? fresh : builtInEmbedder.id);
}

/**
 * Id of a better model among those shipped with Familiar; null where there is none. A model that the user added or
 * trained is never called worse.
 */
export function betterModel(db: ReadableDb): string | null {
  const [id, best] = [activeModel(db), bestEmbedder().id];
  return builtInEmbedderOf(id) && id !== best ? best : null;
}

/** Id of the model that comes into force once every face has a vector of it. */
export const nextModel = (db: ReadableDb): string | undefined => getSetting(db, nextKey);

export function putNextModel(db: WritableDb, id: string | null): void {
  if (id === null) deleteSetting(db, nextKey);
  else putSetting(db, nextKey, id);
}

/** Id of the model that was in force before the present one; undefined where none was, or it has been removed. */
export const modelBefore = (db: ReadableDb): string | undefined => getSetting(db, beforeKey);

export const forgetModelBefore = (db: WritableDb): void => deleteSetting(db, beforeKey);

export function putActiveModel(db: WritableDb, id: string): void {
  if (id !== activeModel(db)) putSetting(db, beforeKey, activeModel(db));
  putSetting(db, activeKey, id);
}

/** Resets to the model shipped with Familiar, without a next or previous model. */
export function forgetOwnModels(db: WritableDb): void {
  for (const key of [activeKey, nextKey, beforeKey]) deleteSetting(db, key);
}

/** Folder of a user's model: its ONNX file and manifest. */
export const modelFolder = (root: string, id: string): string => join(root, 'models', id);
/** The same for a model whose projection is not fitted yet. */
export const draftFolder = (root: string, id: string): string => `${modelFolder(root, id)}.draft`;
/** Cache file of a model's nearest-face index. */
export const indexFile = (root: string, id: string): string => join(root, 'index', `${id}.hnsw`);
/** Cache files of a model's clusters. */
export const clusterFiles = (root: string, id: string): { groups: string; graph: string } => ({
  groups: join(root, 'index', `${id}.groups`),
  graph: join(root, 'index', `${id}.graph`),
});

/**
 * The embedder that makes the vectors of a model.
 * @param root directory of the library
 */
export function embedderOf(db: ReadableDb, root: string, id: string): Embedder {
  const builtIn = builtInEmbedderOf(id);
  if (builtIn) return builtIn;
  const row = getModel(db, id);
  if (!row) return builtInEmbedder;
  return { id, kind: embedderKind.parse(row.kind), folder: modelFolder(root, id) };
}

/** Points that map dlib's distances to a model's [Note: Distances of another model]. */
export function scaleOf(db: ReadableDb, id: string): readonly ScalePoint[] {
  if (builtInEmbedderOf(id)) return builtInScale(id);
  const base = baseOfTrained(db, id);
  return base === undefined ? (getScale(db, id) ?? identityScale) : scaleOf(db, base);
}

function builtInScale(id: string): readonly ScalePoint[] {
  if (id === builtInEmbedder.id) return identityScale;
  return scaleByRates(calibrationOf(builtInEmbedder.id), calibrationOf(id));
}

/** Measure of a model that comes with Familiar. */
export const builtInMeasureOf = (id: string): Measure => otherMeasures[id] ?? measureBy(builtInScale(id));

/** Converts a distance of dlib's to one of another model that comes with Familiar. */
export const builtInDistance = (id: string, distance: number): number =>
  rounded(toOwn(builtInScale(id), distance));

/** Converts a distance of the built-in model to one of another model. */
export const asModel = (db: ReadableDb, id: string, distance: number): number =>
  rounded(toOwn(scaleOf(db, id), distance));

/** Converts a distance of the built-in model to one of the model in force. */
export const asActive = (db: ReadableDb, distance: number): number => asModel(db, activeModel(db), distance);

/** Converts a distance of one model to one of another. */
export function carryOver(distance: number, from: readonly ScalePoint[], to: readonly ScalePoint[]): number {
  return rounded(toOwn(to, toBuiltIn(from, distance)));
}

/** Rounds finer than the slider's steps, so that a distance converted back and forth is unchanged. */
const rounded = (distance: number): number => Math.round(distance * 1e6) / 1e6;

/**
 * Distances of the built-in model between which groups merge. The growth of a model's own distances over this
 * interval scales its softness.
 */
const steepFrom = [0.3, 0.4] as const;

/**
 * Measure by which faces are grouped with a model's vectors: the built-in measure, converted to the model's
 * distances.
 */
export const measureOf = (db: ReadableDb, id: string): Measure =>
  builtInEmbedderOf(id) ? builtInMeasureOf(id) : measureBy(scaleOf(db, id));

/** The same for a given scale. */
export function measureBy(scale: readonly ScalePoint[]): Measure {
  if (scale === identityScale) return builtInMeasure;
  const own = (distance: number) => rounded(toOwn(scale, distance));
  const { softness, mates, strictness, middle, loosest } = builtInMeasure;
  const [near, far] = steepFrom;
  const steepness = (own(far) - own(near)) / (far - near);
  return {
    softness: softness * steepness,
    mates: own(mates),
    strictness: strictness * steepness,
    middle: own(middle),
    loosest: own(loosest),
  };
}
