import { elementAt, required } from '../../common/elements.ts';
import type { DeviceRequest } from '../../contract/models.ts';
import { countedFaces } from '../../db/counted.ts';
import type { WritableDb } from '../../db/open.ts';
import { getVectors, insertVector } from '../../db/vectors.ts';
import { createFaceEmbedder } from '../../faces/embed/face-embedder.ts';
import { pipelineVersion } from '../../faces/recognised.ts';
import { embedderOf } from '../model-session/active-model.ts';
import type { byPhoto } from './snapshot.ts';

/**
 * Embeds faces with a candidate as recognition would. The vectors are stored: if the candidate comes into force,
 * those faces are done.
 * @param looked awaited after every photo, with the number of photos done
 * @returns vectors by face
 * @throws FamiliarError `model-*`, `device-unavailable`, `photo-damaged`, or what `looked` throws
 */
export async function embedEvaluated(
  { db, root, device, model }: { db: WritableDb; root: string; device: DeviceRequest; model: string },
  work: Awaited<ReturnType<typeof byPhoto>>,
  looked: (done: number) => Promise<void>,
): Promise<Map<number, Float32Array>> {
  const ids = work.flatMap(({ faces }) => faces.map(({ faceId }) => faceId));
  const vectors = new Map(getVectors(db, model, ids).map(({ faceId, vector }) => [faceId, vector]));
  const embedder = createFaceEmbedder(embedderOf(db, root, model), device);
  try {
    for (const [i, { photo, faces }] of work.entries()) {
      if (faces.some(({ faceId }) => !vectors.has(faceId))) {
        const made = await embedder.embed(photo);
        faces.forEach(({ faceId }, k) => vectors.set(faceId, elementAt(made, k)));
        keep(db, model, new Map(faces.map(({ faceId }, k) => [faceId, elementAt(made, k)])));
      }
      await looked(i + 1);
    }
  } finally {
    await embedder.close();
  }
  return vectors;
}

/** Faces that still exist and have no vector. */
function keep(db: WritableDb, modelId: string, vectors: ReadonlyMap<number, Float32Array>): void {
  db.transaction(() => {
    const ids = countedFaces(db, [...vectors.keys()]);
    const known = new Set(getVectors(db, modelId, ids).map(({ faceId }) => faceId));
    for (const faceId of ids) {
      if (known.has(faceId)) continue;
      insertVector(db, { faceId, modelId, pipelineVersion, vector: required(vectors.get(faceId)) });
    }
  }).immediate();
}
