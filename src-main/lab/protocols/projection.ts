import { float64At } from '../../common/typed-arrays.ts';
import { elementAt, entryOf, firstItems } from '../../common/elements.ts';
import { principalSubspace } from '../../common/principal-subspace.ts';
import { seededRandom } from '../../common/random.ts';
import { joinVectors } from '../../common/vectors.ts';
import type { DeviceRequest } from '../../contract/models.ts';
import { builtInEmbedders } from '../../faces/embed/embedder.ts';
import { cutGraph } from '../../nn/graph-cut.ts';
import { verifyModel } from '../../nn/models.ts';
import { dlibWidth, jointDimension, jointWidth } from '../../nn/networks/dlib-mobilefacenet.ts';
import { readOnnx } from '../../nn/onnx/read.ts';
import { writeOnnx } from '../../nn/onnx/write.ts';
import { createSession, Tensor } from '../../nn/onnxruntime.ts';
import { facesToLearn, type FaceToLearn } from '../datasets/faces-to-learn.ts';
import { listPersonFolders, type PersonFolder } from '../../photos/person-folders.ts';

/**
 * [Note: Projection of the joint network]
 * The two unit vectors, dlib's weighed by 2, are 320 numbers, of which the first 128 principal directions keep nearly all
 * of the squared length. They are not centred: distances of unit vectors are angles seen from the origin. Directions that
 * tell the people of one set apart best (LDA, whitening) do worse on any other.
 */
const dlibWeight = 2;
/** Number of faces in a batch. */
const atOnce = 16;
const seed = 1;

export interface FittedProjection {
  /** Matrix [320, 128], row by row, for the concatenation of both unit vectors. */
  matrix: Float32Array;
  faces: number;
  /** Part of the squared length that the projection keeps, 0 to 1. */
  kept: number;
}

/**
 * Fits the projection to the central faces of photos in folders of people.
 * @throws FamiliarError `path-missing`, `model-missing` where the joint network was not built, `device-unavailable`
 */
export async function fitJointProjection(
  directories: readonly string[],
  { device, onProgress }: { device: DeviceRequest; onProgress?: (done: number, total: number) => void },
): Promise<FittedProjection> {
  const [joint] = firstItems(builtInEmbedders, 1);
  const { graph } = readOnnx((await verifyModel(joint.id)).onnx);
  const folders: PersonFolder[] = [];
  for (const images of directories) folders.push(...(await listPersonFolders(images)));
  const total = folders.flatMap(({ paths }) => paths).length;
  let done = 0;
  const faces = await facesToLearn(folders, joint, device, () => onProgress?.(++done, total));
  const vectors = await bothVectors(writeOnnx(cutGraph(graph, 'joined', ['batch', jointWidth]).front), faces);
  return { ...fitProjection(vectors), faces: faces.length };
}

/** Computes the concatenated vectors of both networks, each of length 1. */
async function bothVectors(onnx: Uint8Array, faces: readonly FaceToLearn[]): Promise<Float32Array[]> {
  const session = await createSession(onnx, 'cpu');
  const vectors: Float32Array[] = [];
  try {
    for (let start = 0; start < faces.length; start += atOnce) {
      const chips = faces.slice(start, start + atOnce).map(({ chips }) => elementAt(chips, 0));
      const { width, height, data } = elementAt(chips, 0);
      const pixels = new Uint8Array(chips.length * data.length);
      chips.forEach((chip, i) => pixels.set(chip.data, i * data.length));
      const results = await session.run({
        pixels: new Tensor('uint8', pixels, [chips.length, height, width, 3]),
      });
      const joined = entryOf(results, 'joined').data as Float32Array;
      chips.forEach((_, i) => {
        vectors.push(joined.slice(i * jointWidth, (i + 1) * jointWidth));
      });
    }
  } finally {
    await session.release();
  }
  return vectors;
}

/** @param vectors 320 numbers each, both parts of length 1 */
export function fitProjection(vectors: readonly Float32Array[]): Omit<FittedProjection, 'faces'> {
  const length = Math.hypot(dlibWeight, 1);
  const weight = (k: number) => (k < dlibWidth ? dlibWeight : 1) / length;
  const weighed = vectors.map((vector) => vector.map((value, k) => weight(k) * value));
  const random = seededRandom(seed);
  const { basis, kept } = principalSubspace(joinVectors(weighed), jointWidth, jointDimension, random);
  const matrix = Float32Array.from({ length: jointWidth * jointDimension }, (_, i) => {
    const [row, column] = [Math.floor(i / jointDimension), i % jointDimension];
    return weight(row) * float64At(elementAt(basis, column), row);
  });
  return { matrix, kept };
}
