import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { float32At } from '../../common/typed-arrays.ts';
import { FamiliarError, isOfPhoto, toWireError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/models.ts';
import { decodePhoto } from '../../photos/decode.ts';
import { hashFile } from '../../photos/identify.ts';
import type { Pixels } from '../../photos/pixels.ts';
import { openFaceCache } from './face-cache.ts';
import type { EvaluatedFace } from './photo-faces.ts';
import type { RecognisedPhotos, RecognitionSource } from './recognise-photos.ts';
import type { VerifiedPipeline } from '../protocols/verify-photos.ts';

/**
 * face-api, the package that dlib's weights come from, with its own pipeline (SSD at 512 pixels, landmarks, an upright box as
 * the chip) in TensorFlow.js on WebAssembly. It is installed in development checkouts only.
 */
export interface FaceApi {
  /** Name and version of the package, and the backend that runs its networks. */
  readonly name: string;
  /** Recognises the faces of a photo. Vectors are as the package returns them, not of unit length. */
  recognise(pixels: Pixels): Promise<EvaluatedFace[]>;
}

/** Least confidence of a detection: the package's own default. */
const minConfidence = 0.5;
/** Greatest longer side of decoded photos in pixels, as in Familiar's recognition. */
const evaluatedSide = 2048;

interface Tensor {
  dispose(): void;
}
interface FoundFace {
  detection: { score: number; relativeBox: { x: number; y: number; width: number; height: number } };
  descriptor: Float32Array;
}
interface FaceApiModule {
  tf: {
    setBackend(name: string): Promise<boolean>;
    getBackend(): string;
    tensor3d(data: Uint8Array, shape: number[], type: string): Tensor;
  };
  nets: Record<
    'ssdMobilenetv1' | 'faceLandmark68Net' | 'faceRecognitionNet',
    { loadFromDisk(folder: string): Promise<void> }
  >;
  SsdMobilenetv1Options: new (options: { minConfidence: number }) => object;
  detectAllFaces(
    input: Tensor,
    options: object,
  ): { withFaceLandmarks(): { withFaceDescriptors(): Promise<FoundFace[]> } };
}

/** @throws FamiliarError `not-found` where the package, or what it runs on, is not installed */
export async function openFaceApi(): Promise<FaceApi> {
  const { faceApi, folder, version } = load();
  if (!(await faceApi.tf.setBackend('wasm')))
    throw new FamiliarError('not-found', 'TensorFlow.js cannot use WebAssembly here');
  const { ssdMobilenetv1, faceLandmark68Net, faceRecognitionNet } = faceApi.nets;
  for (const net of [ssdMobilenetv1, faceLandmark68Net, faceRecognitionNet]) {
    await net.loadFromDisk(join(folder, 'model'));
  }
  const options = new faceApi.SsdMobilenetv1Options({ minConfidence });
  return {
    name: `@vladmandic/face-api ${version} (tfjs-${faceApi.tf.getBackend()})`,
    async recognise({ data, width, height }) {
      const input = faceApi.tf.tensor3d(data, [height, width, 3], 'int32');
      try {
        const found = await faceApi.detectAllFaces(input, options).withFaceLandmarks().withFaceDescriptors();
        return found.map(({ detection: { score, relativeBox }, descriptor }) => {
          const { x, y, width: boxWidth, height: boxHeight } = relativeBox;
          return { box: { x, y, width: boxWidth, height: boxHeight }, score, vector: descriptor };
        });
      } finally {
        input.dispose();
      }
    },
  };
}

function load(): { faceApi: FaceApiModule; folder: string; version: string } {
  const require = createRequire(import.meta.url);
  try {
    const manifest = '@vladmandic/face-api/package.json';
    const { version } = require(manifest) as { version: string };
    const wasmFolder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
    const wasm = require('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(folder: string): void };
    wasm.setWasmPaths(join(wasmFolder, 'dist', '/'));
    const faceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js') as FaceApiModule;
    return { faceApi, folder: dirname(require.resolve(manifest)), version };
  } catch (cause) {
    throw new FamiliarError(
      'not-found',
      '@vladmandic/face-api and @tensorflow/tfjs-backend-wasm are not installed; a development checkout has them',
      { cause },
    );
  }
}

/**
 * Recognises photos with face-api, one after another, and caches the faces.
 * @throws FamiliarError `not-found` where it is not installed, `bad-request` (cache); errors of single photos are among
 * the failures
 */
async function recogniseWithFaceApi(
  paths: readonly string[],
  { cache: directory, onProgress }: Pick<RecognitionSource, 'cache' | 'onProgress'>,
): Promise<RecognisedPhotos> {
  const faceApi = await openFaceApi();
  const cache = openFaceCache(directory, { pipeline: faceApi.name, minConfidence, evaluatedSide });
  const recognised: RecognisedPhotos = { faces: new Map(), failed: [] };
  const unique = [...new Set(paths)];
  try {
    for (const [i, path] of unique.entries()) {
      try {
        const hash = await hashFile(path);
        let photo = cache.get(hash);
        if (!photo) {
          const { pixels, width, height } = await decodePhoto(path, evaluatedSide);
          photo = { width, height, faces: await faceApi.recognise(pixels) };
          cache.put(hash, photo);
        }
        recognised.faces.set(path, photo);
      } catch (error) {
        recognised.failed.push(asFailure(path, error));
      }
      onProgress?.(i + 1, unique.length);
    }
  } finally {
    cache.close();
  }
  return recognised;
}

/** Converts an error about a photo into a failure; other errors are thrown again. */
function asFailure(path: string, error: unknown): Failure {
  if (!isOfPhoto(error)) throw error;
  return { path, ...toWireError(error) };
}

/** face-api's pipeline, with the Euclidean distance of its vectors, which are not of unit length. */
export const faceApiPipeline: VerifiedPipeline = {
  recognise: recogniseWithFaceApi,
  distance: (a, b) => Math.hypot(...a.map((value, k) => value - float32At(b, k))),
};
