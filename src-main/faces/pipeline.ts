import type { Device, Network } from '../nn/onnxruntime.ts';
import { loadNetwork } from '../nn/onnxruntime.ts';
import { decodePhoto } from '../photos/decode.ts';
import { encodeJpeg } from '../photos/encode.ts';
import type { Pixels } from '../photos/pixels.ts';
import { cutChip, displayFrame, embeddingFrame } from './chip.ts';
import { detectFaces } from './detect.ts';
import { embedChips } from './embed.ts';
import { findLandmarks } from './landmarks.ts';
import { pipelineModels, type RecognisedFace, type RecognisedPhoto } from './recognised.ts';
import { isFace } from './veto.ts';

/** Longer side in pixels at which photos are looked at. Faces keep detail, memory stays bounded (12 MB). */
const workingSide = 2048;
/** Longer side of a photo's thumbnail in pixels. */
const thumbnailSide = 400;

/** From a file to faces and vectors. */
export interface FacePipeline {
  /** @throws FamiliarError `path-missing` or `photo-*` */
  recognise(path: string): Promise<RecognisedPhoto>;
}

/** @throws FamiliarError `model-missing` or `model-damaged` */
export async function loadPipeline(device: Device): Promise<FacePipeline> {
  const [detector, landmarker, embedder] = await Promise.all([
    loadNetwork(pipelineModels.detector, device),
    loadNetwork(pipelineModels.landmarks, device),
    loadNetwork(pipelineModels.embedder, device),
  ]);
  return {
    async recognise(path) {
      const { pixels, ...photo } = await decodePhoto(path, workingSide);
      const faces = await recogniseFaces(pixels, { detector, landmarker, embedder });
      return { ...photo, thumbnail: await encodeJpeg(pixels, thumbnailSide), faces };
    },
  };
}

async function recogniseFaces(
  photo: Pixels,
  networks: { detector: Network; landmarker: Network; embedder: Network },
): Promise<RecognisedFace[]> {
  const candidates = await detectFaces(photo, networks.detector);
  const points = await findLandmarks(photo, candidates, networks.landmarker);
  const isKept = candidates.map((candidate, i) => isFace(candidate, points[i]));
  const detections = candidates.filter((_, i) => isKept[i]);
  const landmarks = points.filter((_, i) => isKept[i]);
  const chips = landmarks.map((face) => cutChip(photo, face, embeddingFrame));
  const vectors = await embedChips(chips, networks.embedder);
  return Promise.all(
    detections.map(async ({ left, top, right, bottom, score }, i) => ({
      box: {
        x: left / photo.width,
        y: top / photo.height,
        width: (right - left) / photo.width,
        height: (bottom - top) / photo.height,
      },
      landmarks: landmarks[i].map((value, k) => value / (k % 2 === 0 ? photo.width : photo.height)),
      score,
      chip: await encodeJpeg(cutChip(photo, landmarks[i], displayFrame)),
      vector: vectors[i],
    })),
  );
}
