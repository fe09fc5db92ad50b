import { join } from 'node:path';
import { builtInMeasure, type Measure, otherMeasures } from '../../clustering/measure.ts';
import { getModel, getScale, type ScalePoint } from '../../db/models.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { countPhotos } from '../../db/photos.ts';
import { deleteSetting, getSetting, listSettings, putSetting } from '../../db/settings.ts';
import { baseOfTrained } from '../../db/training-runs.ts';
import { bestEmbedder, builtInEmbedder, builtInEmbedderOf, type Embedder } from '../../faces/embedder.ts';
import { calibrationOf } from '../../nn/calibration.ts';
import { embedderKind } from '../../nn/own-models.ts';
import { identityScale, scaleByRates, toBuiltIn, toOwn } from './distance-scale.ts';

const activeKey = 'model';
const nextKey = 'model-next';
const beforeKey = 'model-before';

/**
 * Id of the model whose vectors are in force: faces are grouped and found by them, and new ones get them. A library that
 * says nothing was made when there was none but dlib's, see {@link settleModel}.
 */
export const activeModel = (db: ReadableDb): string => getSetting(db, activeKey) ?? builtInEmbedder.id;

/**
 * Writes down which model is in force where that was not yet said: `fresh` in a library in which nothing is yet, dlib's
 * in one from before there was a choice.
 */
export function settleModel(db: WritableDb, fresh: string): void {
  if (getSetting(db, activeKey) !== undefined) return;
  const isNew = countPhotos(db) === 0 && listSettings(db).length === 0;
  putSetting(db, activeKey, isNew ? fresh : builtInEmbedder.id);
}

/**
 * Id of a better model that comes with Familiar than the one in force; null where there is none. One that the user brought
 * or taught is not called worse.
 */
export function betterModel(db: ReadableDb): string | null {
  const [id, best] = [activeModel(db), bestEmbedder().id];
  return builtInEmbedderOf(id) && id !== best ? best : null;
}

/** Id of the model that is to be in force once it has vectors of all faces. */
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

/** Leaves the model in force that comes with Familiar, and none on its way or to go back to. */
export function forgetOwnModels(db: WritableDb): void {
  for (const key of [activeKey, nextKey, beforeKey]) deleteSetting(db, key);
}

/** Where the file and the manifest of a model that the user brought lie. */
export const modelFolder = (root: string, id: string): string => join(root, 'models', id);
/** The same, of a model whose projection is still to be fitted. */
export const draftFolder = (root: string, id: string): string => `${modelFolder(root, id)}.draft`;
/** The cache of a model's nearest faces. */
export const indexFile = (root: string, id: string): string => join(root, 'index', `${id}.hnsw`);
/** The caches of a model's groups. */
export const clusterFiles = (root: string, id: string): { groups: string; graph: string } => ({
  groups: join(root, 'index', `${id}.groups`),
  graph: join(root, 'index', `${id}.graph`),
});

/**
 * How recognition makes the vectors of a model.
 * @param root directory of the library
 */
export function embedderOf(db: ReadableDb, root: string, id: string): Embedder {
  const builtIn = builtInEmbedderOf(id);
  if (builtIn) return builtIn;
  const row = getModel(db, id);
  if (!row) return builtInEmbedder;
  return { id, kind: embedderKind.parse(row.kind), folder: modelFolder(root, id) };
}

/** What dlib's distances are in a model [Note: Distances of another model]. */
export function scaleOf(db: ReadableDb, id: string): readonly ScalePoint[] {
  if (builtInEmbedderOf(id)) return builtInScale(id);
  const base = baseOfTrained(db, id);
  return base === undefined ? (getScale(db, id) ?? identityScale) : scaleOf(db, base);
}

function builtInScale(id: string): readonly ScalePoint[] {
  if (id === builtInEmbedder.id) return identityScale;
  return scaleByRates(calibrationOf(builtInEmbedder.id), calibrationOf(id));
}

/** How distances of a model that comes with Familiar are read. */
export const builtInMeasureOf = (id: string): Measure => otherMeasures[id] ?? measureBy(builtInScale(id));

/** A distance of dlib's, as one of another model that comes with Familiar. */
export const builtInDistance = (id: string, distance: number): number =>
  rounded(toOwn(builtInScale(id), distance));

/** A distance of the built-in model, as one of another. */
export const asModel = (db: ReadableDb, id: string, distance: number): number =>
  rounded(toOwn(scaleOf(db, id), distance));

/** A distance of the built-in model, as one of the model in force. */
export const asActive = (db: ReadableDb, distance: number): number => asModel(db, activeModel(db), distance);

/** A distance of one model, as one of another. */
export function carryOver(distance: number, from: readonly ScalePoint[], to: readonly ScalePoint[]): number {
  return rounded(toOwn(to, toBuiltIn(from, distance)));
}

/** Finer than the slider, so that a distance carried to and fro comes back. */
const rounded = (distance: number): number => Math.round(distance * 1e6) / 1e6;

/** Between these distances of the built-in model groups come together: how fast a model's own grow there tells their softness. */
const steepFrom = [0.3, 0.4] as const;

/** How a model's distances are read when its faces are grouped: as the built-in model's that stand for them. */
export const measureOf = (db: ReadableDb, id: string): Measure =>
  builtInEmbedderOf(id) ? builtInMeasureOf(id) : measureBy(scaleOf(db, id));

/** The same by what the built-in model's distances are in that model. */
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
