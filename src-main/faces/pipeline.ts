import type { Box } from '../contract/models.ts';
import type { Device, Network } from '../nn/onnxruntime.ts';
import { loadNetwork } from '../nn/onnxruntime.ts';
import { decodePhoto, type DecodedPhoto } from '../photos/decode.ts';
import { encodeJpeg } from '../photos/encode.ts';
import type { Pixels } from '../photos/pixels.ts';
import { cutChip, displayFrame, embeddingFrame } from './chip.ts';
import { detectFaces } from './detect.ts';
import { embedChips } from './embed.ts';
import { findLandmarks } from './landmarks.ts';

/** The model whose vectors are in force. */
export const embeddingModel = 'dlib-resnet-128';

/**
 * Goes up with every change that makes the same photo give other faces or vectors; stored with each row
 * that recognition derives.
 */
export const pipelineVersion = 1;

/** Longer side in pixels at which photos are looked at. Faces keep detail, memory stays bounded (12 MB). */
const workingSide = 2048;
/** Longer side of a photo's thumbnail in pixels. */
const thumbnailSide = 400;

export interface RecognisedFace {
  /** Fractions of the upright photo. */
  box: Box;
  /** 68 x 2, fractions of the upright photo. */
  landmarks: Float32Array;
  /** Detector confidence, 0 to 1. */
  score: number;
  /** JPEG of the aligned face, for people to look at. */
  chip: Uint8Array;
  /** 128-D, unit length. */
  vector: Float32Array;
}

export interface RecognisedPhoto extends Omit<DecodedPhoto, 'pixels'> {
  thumbnail: Uint8Array;
  faces: RecognisedFace[];
}

/** From a file to faces and vectors. */
export interface FacePipeline {
  /** @throws FamiliarError `path-missing` or `photo-*` */
  recognise(path: string): Promise<RecognisedPhoto>;
}

/** @throws FamiliarError `model-missing` or `model-damaged` */
export async function loadPipeline(device: Device): Promise<FacePipeline> {
  const [detector, landmarker, embedder] = await Promise.all([
    loadNetwork('ssd-mobilenet-v1', device),
    loadNetwork('landmarks-68', device),
    loadNetwork(embeddingModel, device),
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
  const detections = await detectFaces(photo, networks.detector);
  const landmarks = await findLandmarks(photo, detections, networks.landmarker);
  const chips = landmarks.map((points) => cutChip(photo, points, embeddingFrame));
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
