import type { DeviceRequest } from '../../contract/models.ts';
import { countFacesWithout } from '../../db/embedding.ts';
import { countFaces } from '../../db/faces.ts';
import { putScale } from '../../db/models.ts';
import type { WritableDb } from '../../db/open.ts';
import { baseOfTrained } from '../../db/training-runs.ts';
import { countVectors, listVectors } from '../../db/vectors.ts';
import { builtInEmbedder, builtInEmbedderOf } from '../../faces/embedder.ts';
import { createFaceEmbedder } from '../../faces/face-embedder.ts';
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

export interface SwitchProgress {
  /** Faces that have a vector of the model. */
  done: number;
  total: number;
}

export interface SwitchOptions {
  device: DeviceRequest;
  signal: AbortSignal;
  progressed(progress: SwitchProgress): void;
}

/** A switch that has taken place. */
export interface Switched {
  /** Faces with a vector of the model. */
  faces: number;
  /** Made just now. */
  embedded: number;
  /** Distance in force before, and the one that lets as many strangers pass now. */
  distance: { before: number; after: number };
  /** Null where no face had to be embedded. */
  device: Device | null;
}

/**
 * Takes a model into force: fits its projection where it wants one, embeds every face that it has no vector of,
 * measures its distances, builds its index, and then changes over in one transaction, unless faces have come
 * meanwhile that are to be embedded first. Until then the model before it stays in force, and its vectors stay
 * afterwards. Stopped or killed anywhere, the next call goes on.
 * @param root directory of the library
 * @returns null where it was stopped
 * @throws FamiliarError `model-*`, `device-unavailable`, `library-*`, `photo-damaged`
 */
export async function switchModel(
  db: WritableDb,
  root: string,
  id: string,
  { device, signal, progressed }: SwitchOptions,
): Promise<Switched | null> {
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

/** @returns null where faces without a vector of the model have come */
async function changeOver(db: WritableDb, id: string): Promise<Switched['distance'] | null> {
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

/** The scale of the model to come; undefined where it has or needs no new one. */
async function measureTarget(db: WritableDb, from: string, id: string) {
  if (builtInEmbedderOf(id) || id === from || baseOfTrained(db, id) !== undefined) return undefined;
  const strangers = await strangersOf(listVectors(db, id).map(({ vector }) => vector));
  return strangers.length === 0
    ? [...identityScale]
    : scaleByRates(calibrationOf(builtInEmbedder.id), strangers);
}
