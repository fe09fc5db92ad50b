import type { Box } from '../contract/models.ts';
import type { DecodedPhoto } from '../photos/decode.ts';
import type { FaceQuality } from './quality.ts';

/** The models that recognition runs, by their work. */
export const pipelineModels = {
  detector: 'ssd-mobilenet-v1',
  landmarks: 'landmarks-68',
  embedder: 'dlib-resnet-128',
} as const;

/** The model that comes with Familiar; its vectors are in force unless the user has brought another. */
export const embeddingModel = pipelineModels.embedder;

/**
 * Goes up with every change that makes the same photo give other faces or vectors; stored with each row
 * that recognition derives.
 */
export const pipelineVersion = 3;

export interface RecognisedFace {
  /** Fractions of the upright photo. */
  box: Box;
  /** 68 x 2, fractions of the upright photo. */
  landmarks: Float32Array;
  /** Detector confidence, 0 to 1. */
  score: number;
  quality: FaceQuality;
  /** JPEG of the aligned face, for people to look at. */
  chip: Uint8Array;
  /** 128-D, unit length. */
  vector: Float32Array;
}

/** A photo by its path; with a box, only the face that somebody saw there, in fractions of the upright photo. */
export type RecognitionTask = string | { path: string; box: Box };

export interface RecognisedPhoto extends Omit<DecodedPhoto, 'pixels'> {
  /** Model that the vectors are of. */
  model: string;
  thumbnail: Uint8Array;
  faces: RecognisedFace[];
}
