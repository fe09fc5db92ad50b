import type { DeviceRequest } from '../../contract/models.ts';
import { countFacesWithout } from '../../db/embedding.ts';
import { countFaces } from '../../db/faces.ts';
import { putScale } from '../../db/models.ts';
import type { WritableDb } from '../../db/open.ts';
import { baseOfTrained } from '../../db/training-runs.ts';
import { countVectors, listVectors } from '../../db/vectors.ts';
import { builtInEmbedder, builtInEmbedderOf } from '../../faces/embed/embedder.ts';
import { createFaceEmbedder } from '../../faces/embed/face-embedder.ts';
import { calibrationOf } from '../../nn/calibration.ts';
import type { Device } from '../../nn/onnxruntime.ts';
import {
  activeModel,
  carryOver,
  embedderOf,
  indexFile,
  putActiveModel,
  putNextModel,
  scaleOf,
} from '../model-session/active-model.ts';
import { identityScale, scaleByRates, strangersOf } from '../model-session/distance-scale.ts';
import { FaceSearch } from '../model-session/face-search.ts';
import { fitProjection } from './fit-projection.ts';
import { hasGrouping, readGrouping, writeGrouping } from '../model-session/grouping.ts';
import { ReEmbedding } from './re-embed.ts';

export interface PromotionProgress {
  /** Number of faces with a vector of the model. */
  done: number;
  total: number;
}

export interface PromotionOptions {
  device: DeviceRequest;
  signal: AbortSignal;
  progressed(progress: PromotionProgress): void;
}

/** A completed promotion. */
export interface Promotion {
  /** Faces with a vector of the model. */
  faces: number;
  /** Vectors made by this promotion. */
  embedded: number;
  /** The chosen distance before, and its equivalent in the new model: as many strangers pass. */
  distance: { before: number; after: number };
  /** Null where no face had to be embedded. */
  device: Device | null;
}

/**
 * Promotes a model to be the one in force: fits its projection if it needs one, embeds every face that lacks a vector
 * of it, measures its distances, builds its index, and switches in one transaction. Faces that arrive meanwhile are
 * embedded before the switch. The earlier model stays in force until then, and its vectors are kept. After a stop or
 * a kill, the next call continues.
 * @param root directory of the library
 * @returns null if stopped
 * @throws FamiliarError `model-*`, `device-unavailable`, `library-*`, `photo-damaged`
 */
export async function promoteModel(
  db: WritableDb,
  root: string,
  id: string,
  { device, signal, progressed }: PromotionOptions,
): Promise<Promotion | null> {
  if (!builtInEmbedderOf(id) && !(await fitProjection(db, root, id, { device, signal }))) return null;
  const before = countVectors(db, id);
  const embedder = createFaceEmbedder(embedderOf(db, root, id), device);
  const report = () => progressed({ done: countVectors(db, id), total: countFaces(db) });
  try {
    const work = new ReEmbedding(db, id, embedder, report);
    report();
    for (;;) {
      if (!(await work.run(signal))) return null;
      await buildIndex(db, root, id);
      const distance = await changeOver(db, id);
      if (!distance) continue;
      const faces = countVectors(db, id);
      return { faces, embedded: faces - before, distance, device: embedder.device };
    }
  } finally {
    await embedder.close();
  }
}

async function buildIndex(db: WritableDb, root: string, id: string): Promise<void> {
  const search = new FaceSearch(db, id, indexFile(root, id));
  await search.catchUpInRounds();
  search.save();
}

/**
 * @returns null if faces without a vector of the model arrived
 */
async function changeOver(db: WritableDb, id: string): Promise<Promotion['distance'] | null> {
  const from = activeModel(db);
  const scale = await measureTarget(db, from, id);
  return db
    .transaction(() => {
      if (countFacesWithout(db, id) > 0) return null;
      const before = readGrouping(db).distance;
      const old = scaleOf(db, from);
      if (scale) putScale(db, id, scale);
      putActiveModel(db, id);
      putNextModel(db, null);
      if (from !== id && hasGrouping(db)) {
        const distance = carryOver(before, old, scaleOf(db, id));
        writeGrouping(db, { ...readGrouping(db), distance });
      }
      return { before, after: readGrouping(db).distance };
    })
    .immediate();
}

/** The distance scale of the next model; undefined where it has or needs no new one. */
async function measureTarget(db: WritableDb, from: string, id: string) {
  if (builtInEmbedderOf(id) || id === from || baseOfTrained(db, id) !== undefined) return undefined;
  const strangers = await strangersOf(listVectors(db, id).map(({ vector }) => vector));
  return strangers.length === 0
    ? [...identityScale]
    : scaleByRates(calibrationOf(builtInEmbedder.id), strangers);
}
