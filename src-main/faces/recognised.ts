import type { Box } from '../contract/models.ts';
import type { DecodedPhoto } from '../photos/decode.ts';
import type { FaceQuality } from './quality.ts';

/** The models that find faces, by their work. Vectors are made by one of `builtInEmbedders`, or by the user's own. */
export const pipelineModels = {
  detector: 'ssd-mobilenet-v1',
  landmarks: 'landmarks-68',
} as const;

/**
 * dlib's ResNet, the embedder that every Familiar has. Libraries from before there was a choice have its vectors, and
 * distances of other models are told by its own [Note: Distances of another model].
 */
export const embeddingModel = 'dlib-resnet-128';

/**
 * Goes up with every change that makes the same photo give other faces or vectors; stored with each row
 * that recognition derives.
 */
export const pipelineVersion = 4;

export interface RecognisedFace {
  /** Fractions of the upright photo. */
  box: Box;
  /** 68 x 2, fractions of the upright photo. */
  landmarks: Float32Array;
  /** Detector confidence, 0 to 1. */
  score: number;
  quality: FaceQuality;
  /** JPEG of the face, for people to look at: a square of its photo, see `display-crop.ts`. */
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
