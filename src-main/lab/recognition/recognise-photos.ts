import { eachAtOnce } from '../../common/each-at-once.ts';
import { isOfPhoto, toWireError } from '../../contract/errors.ts';
import type { DeviceRequest, Failure } from '../../contract/models.ts';
import { bestEmbedder, type Embedder } from '../../faces/embed/embedder.ts';
import { pipelineModels, pipelineVersion } from '../../faces/recognised.ts';
import { createRecogniser, type Recogniser } from '../../faces/recogniser.ts';
import { loadManifest } from '../../nn/models.ts';
import { hashFile } from '../../photos/identify.ts';
import { type FaceCache, openFaceCache } from './face-cache.ts';
import type { PhotoFaces } from './photo-faces.ts';

export interface RecognitionSource {
  device: DeviceRequest;
  /** Directory of the cache. */
  cache: string;
  /** Called after every photo. */
  onProgress?: (done: number, total: number) => void;
}

export interface RecognisedPhotos {
  /** Faces by path, for every photo that could be read. */
  faces: Map<string, PhotoFaces>;
  failed: Failure[];
}

/**
 * Recognises photos with the pipeline that imports use, each path once.
 * @throws FamiliarError `model-*`, `device-unavailable`, `bad-request` (cache); errors of single photos are among the
 * failures
 */
export async function recognisePhotos(
  paths: readonly string[],
  { device, cache: directory, onProgress }: RecognitionSource,
): Promise<RecognisedPhotos> {
  const wanted = [...new Set(paths)];
  const faces = new Map<string, PhotoFaces>();
  const failed: Failure[] = [];
  const embedder = bestEmbedder();
  const cache = openFaceCache(directory, { device, ...(await describePipeline(embedder)) });
  const recogniser = createRecogniser(device, { embedder });

  try {
    await eachAtOnce(wanted, recogniser.photosAtOnce, async (path) => {
      try {
        faces.set(path, await recogniseCached(path, recogniser, cache));
      } catch (error) {
        if (!isOfPhoto(error)) throw error;
        failed.push({ path, ...toWireError(error) });
      }
      onProgress?.(faces.size + failed.length, wanted.length);
    });
  } finally {
    await recogniser.close();
    cache.close();
  }
  return { faces, failed };
}

async function recogniseCached(path: string, recogniser: Recogniser, cache: FaceCache): Promise<PhotoFaces> {
  const photo = await hashFile(path);
  const known = cache.get(photo);
  if (known) return known;
  const { width, height, faces } = await recogniser.recognise(path);
  const kept = {
    width,
    height,
    faces: faces.map(({ box, score, quality, vector }) => ({ box, score, quality, vector })),
  };
  cache.put(photo, kept);
  return kept;
}

/** Describes what the faces of a photo depend on: the version of the pipeline and the content of its models. */
async function describePipeline({ id }: Embedder) {
  const manifests = await Promise.all([...Object.values(pipelineModels), id].map(loadManifest));
  return { pipelineVersion, models: manifests.map(({ id, sha256 }) => ({ id, sha256 })) };
}
