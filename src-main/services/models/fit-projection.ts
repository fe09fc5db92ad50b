import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { numberAt } from '../../common/typed-arrays.ts';
import { checksum } from '../../common/checksum.ts';
import { embeddingDimension } from '../../common/vectors.ts';
import { getEmbeddableFaces, listFaceIds } from '../../db/embedding.ts';
import type { WritableDb } from '../../db/open.ts';
import { createFaceEmbedder, type FaceEmbedder } from '../../faces/embed/face-embedder.ts';
import type { DeviceRequest } from '../../contract/models.ts';
import { appendProjection, projectedOutput, projectionWeights } from '../../nn/onnx/append.ts';
import { type OwnModel, readOwnModel, writeOwnModel } from '../../nn/own-models.ts';
import { draftFolder, modelFolder } from '../model-session/active-model.ts';

/**
 * [Note: Projection of own models] The library's vectors are 128 numbers wide, so a network of another width gets a
 * linear map behind it. From a narrower one it fills up with zeros, which changes no distance. From a wider one it is
 * fitted to the library's own faces: the 128 directions that keep the inner products of their vectors best,
 * uncentred, since distances here are angles seen from the origin; where there are fewer than 128 faces, random
 * directions complete it, so that new faces are not lost (`common/principal-subspace.ts`). It is fitted once, when
 * the model is added, and stands in the graph as weights, `familiar/projection`: vectors of two projections cannot be
 * compared, so another one, such as a trained one, is another model.
 */

/** Largest number of faces that a projection is fitted to: some for each of its 128 directions. */
const fittingFaces = 2000;
/** Faces per batch of the embedder. */
const facesPerTask = 16;
const seed = 1;

interface Fitting {
  /** Row-major, [width, {@link embeddingDimension}]. */
  matrix: Float32Array;
  faces: number;
  kept: number;
}

/** Projection that pads vectors with zeros: [width, {@link embeddingDimension}], for a smaller width. */
export function paddingMatrix(width: number): Float32Array {
  const matrix = new Float32Array(width * embeddingDimension);
  for (let k = 0; k < width; k++) matrix[k * embeddingDimension + k] = 1;
  return matrix;
}

/** The model's file with a projection appended to its network. */
export function withProjection({ manifest, onnx }: OwnModel, { matrix, faces, kept }: Fitting): OwnModel {
  const { name: output, width } = manifest.output;
  const joined = appendProjection(onnx, { output, width, matrix, dimension: embeddingDimension });
  return {
    onnx: joined,
    manifest: {
      ...manifest,
      sha256: checksum(joined),
      projection: { weights: projectionWeights, output: projectedOutput, faces, kept },
      dimension: embeddingDimension,
    },
  };
}

/**
 * Fits the projection of a model that needs one, to faces spread evenly over the library, taken from their chips
 * [Note: Projection of own models].
 * @returns false if stopped; the next call starts again
 * @throws FamiliarError `model-*`, `device-unavailable`
 */
export async function fitProjection(
  db: WritableDb,
  root: string,
  id: string,
  { device, signal }: { device: DeviceRequest; signal: AbortSignal },
): Promise<boolean> {
  const draft = draftFolder(root, id);
  if (existsSync(modelFolder(root, id))) return true;
  if (signal.aborted) return false;
  const model = await readOwnModel(draft);
  const embedder = createFaceEmbedder({ id, kind: model.manifest.kind, folder: draft }, device);
  try {
    const { width } = model.manifest.output;
    const vectors = await embedSample(db, embedder, { width, signal });
    if (!vectors) return false;
    const fitted = await embedder.fit({ vectors, width, dimension: embeddingDimension, seed });
    const matrix = new Float32Array(width * embeddingDimension);
    fitted.basis.forEach((direction, j) =>
      direction.forEach((value, k) => (matrix[k * embeddingDimension + j] = value)),
    );
    const fitting = { matrix, faces: vectors.length / width, kept: fitted.kept };
    await writeOwnModel(modelFolder(root, id), withProjection(model, fitting));
    await rm(draft, { recursive: true, force: true });
    return true;
  } finally {
    await embedder.close();
  }
}

/**
 * @returns vectors, row after row; null if stopped
 */
async function embedSample(
  db: WritableDb,
  embedder: FaceEmbedder,
  { width, signal }: { width: number; signal: AbortSignal },
): Promise<Float32Array | null> {
  const all = listFaceIds(db);
  const count = Math.min(all.length, fittingFaces);
  const chosen = Array.from({ length: count }, (_, i) => numberAt(all, Math.floor((i * all.length) / count)));
  const vectors = new Float32Array(count * width);
  for (let start = 0; start < count; start += facesPerTask) {
    if (signal.aborted) return null;
    const faces = getEmbeddableFaces(db, chosen.slice(start, start + facesPerTask));
    const made = await embedder.embed({ path: null, faces });
    made.forEach((vector, i) => vectors.set(vector, (start + i) * width));
  }
  return vectors;
}
