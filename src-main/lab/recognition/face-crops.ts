import sharp from 'sharp';
import { elementAt, firstItems } from '../../common/elements.ts';
import { isOfPhoto } from '../../contract/errors.ts';
import type { Detection } from '../../faces/boxes.ts';
import { type ChipFrame, cutChip, trainedFrame } from '../../faces/align/chip.ts';
import { glanceSide } from '../../faces/detect/detect.ts';
import { findFaces, type FindingNetworks } from '../../faces/detect/find.ts';
import { findLandmarks } from '../../faces/align/landmarks.ts';
import { detectIn, lookAtAll } from '../../faces/detect/look.ts';
import { workingSide } from '../../faces/pipeline.ts';
import { pipelineModels, pipelineVersion } from '../../faces/recognised.ts';
import { detectionLimits } from '../../faces/detect/limits.ts';
import { perceptualHash } from '../../metric-learning/near-duplicates.ts';
import { loadNetwork } from '../../nn/onnxruntime.ts';
import { decodePhoto } from '../../photos/decode.ts';
import { encodeJpeg } from '../../photos/encode.ts';
import { hashFile } from '../../photos/identify.ts';
import { type Pixels, pixelsOf } from '../../photos/pixels.ts';
import { openCropCache, type StoredCrop } from './crop-cache.ts';
import { centralFace } from '../../faces/detect/central-face.ts';

/** The central face of a photo. */
export interface FaceCrop {
  path: string;
  /** Aligned square chip. */
  chip: Pixels;
  /** Perceptual hash for finding near-duplicates (metric-learning/near-duplicates.ts). */
  hash: Uint32Array;
}

export interface CropSource {
  /** Directory of the cache. */
  cache: string;
  /** Called after every photo. */
  onProgress?: (done: number, total: number) => void;
}

/** Frame of the chip that is hashed, with hair and background. */
const hashFrame: ChipFrame = { size: 224, padding: 0.75 };

const recipe = `pipeline ${pipelineVersion}, one glance first, ${trainedFrame.size} pixels, padding ${trainedFrame.padding}`;

/**
 * Cuts the central face out of each photo, without a vector of it: a look at the whole photo at 256 pixels, which
 * suits portraits, and the looks that imports take where that shows no certain face; then landmarks, and the frame
 * that dlib's network was trained on. On the CPU, a photo at a time.
 * @param side side of the chips in pixels
 * @returns crops of the photos with a face, and paths of the others, unreadable ones included
 * @throws FamiliarError `model-*`, `bad-request` (cache)
 */
export async function cropFaces(
  paths: readonly string[],
  side: number,
  { cache: directory, onProgress }: CropSource,
): Promise<{ crops: FaceCrop[]; missed: string[] }> {
  const cache = openCropCache(directory, recipe);
  const [detector, landmarks] = firstItems(
    await Promise.all(
      [pipelineModels.detector, pipelineModels.landmarks].map((id) => loadNetwork(id, { name: 'cpu' })),
    ),
    2,
  );
  const crops: FaceCrop[] = [];
  const missed: string[] = [];
  try {
    for (const [i, path] of paths.entries()) {
      const crop = await cropOf(path, { detector, landmarks }, cache);
      if (crop) crops.push({ path, chip: await decoded(crop.jpeg, side), hash: crop.hash });
      else missed.push(path);
      onProgress?.(i + 1, paths.length);
    }
  } finally {
    await Promise.all([detector.release(), landmarks.release()]);
    cache.close();
  }
  return { crops, missed };
}

const decoded = (jpeg: Uint8Array, side: number): Promise<Pixels> =>
  pixelsOf(sharp(jpeg).resize(side, side, { fit: 'fill' }));

/** Cuts out the central face; null where the photo has no face, or cannot be read. */
async function cropOf(
  path: string,
  networks: FindingNetworks,
  cache: ReturnType<typeof openCropCache>,
): Promise<StoredCrop | null> {
  try {
    const photo = await hashFile(path);
    const known = cache.get(photo);
    if (known !== undefined) return known;
    const { pixels } = await decodePhoto(path, workingSide);
    const landmarks = await centralLandmarks(pixels, networks);
    const crop = landmarks && {
      jpeg: await encodeJpeg(cutChip(pixels, landmarks, trainedFrame)),
      hash: await perceptualHash(cutChip(pixels, landmarks, hashFrame)),
    };
    cache.put(photo, crop);
    return crop;
  } catch (error) {
    if (isOfPhoto(error)) return null;
    throw error;
  }
}

async function centralLandmarks(photo: Pixels, networks: FindingNetworks): Promise<Float32Array | null> {
  const seen = await detectIn(
    photo,
    lookAtAll(photo, glanceSide),
    networks.detector,
    detectionLimits.usual.certainScore,
  );
  const sure = central(
    photo,
    seen.map((detection) => ({ detection })),
  );
  if (sure) return elementAt(await findLandmarks(photo, [sure.detection], networks.landmarks), 0);
  const found = await findFaces({ pixels: photo, shrunk: 1 }, networks, (_part, work) => work());
  return central(photo, found)?.landmarks ?? null;
}

function central<Face extends { detection: Detection }>(photo: Pixels, faces: readonly Face[]): Face | null {
  const { width, height } = photo;
  const boxed = faces.map((face) => {
    const { left, top, right, bottom } = face.detection;
    const box = {
      x: left / width,
      y: top / height,
      width: (right - left) / width,
      height: (bottom - top) / height,
    };
    return { face, box };
  });
  return centralFace({ width, height, faces: boxed })?.face ?? null;
}
