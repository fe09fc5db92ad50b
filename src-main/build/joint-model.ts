import { readFile } from 'node:fs/promises';
import { checksum } from '../common/checksum.ts';
import type { FloatTensor } from '../nn/graph.ts';
import { dlibMobileFaceNet, jointDimension, jointWidth } from '../nn/networks/dlib-mobilefacenet.ts';
import { jointCalibration } from './calibration.ts';
import { faceApiSource, readWeights } from './face-api-weights.ts';
import { humanModels, readMobileFaceNet } from './human-models.ts';
import type { Recipe } from './recipe.ts';

const dlibWeights = 'face_recognition_model';

/** Output of `familiar evaluate projection`: [320, 128] as little-endian float32. */
const projectionFile = new URL('./joint-projection.f32', import.meta.url);

/** dlib's ResNet and MobileFaceNet as one network. */
export const jointRecipe: Recipe = {
  id: 'dlib-mobilefacenet-128',
  kind: 'embedder',
  async source() {
    const dlib = await faceApiSource(dlibWeights);
    return {
      package: `${dlib.package}, ${humanModels.package}`,
      version: `${dlib.version}, ${humanModels.version}`,
      weights: `${dlibWeights}, mobilefacenet`,
      licence:
        dlib.licence === humanModels.licence ? dlib.licence : `${dlib.licence} AND ${humanModels.licence}`,
      fitted: checksum(await readFile(projectionFile)),
    };
  },
  async build() {
    const mobileFaceNet = await readMobileFaceNet();
    return dlibMobileFaceNet({
      dlib: await readWeights(dlibWeights),
      mobileFaceNet,
      projection: await readProjection(),
    });
  },
  dimension: jointDimension,
  calibration: jointCalibration,
  optional: true,
};

async function readProjection(): Promise<FloatTensor> {
  const bytes = await readFile(projectionFile);
  const count = jointWidth * jointDimension;
  if (bytes.length !== 4 * count)
    throw new Error(`the projection has ${bytes.length} bytes, not ${4 * count}`);
  const data = Float32Array.from({ length: count }, (_, i) => bytes.readFloatLE(4 * i));
  return { type: 'float32', dims: [jointWidth, jointDimension], data };
}
