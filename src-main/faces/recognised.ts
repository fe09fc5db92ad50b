import type { Box } from '../contract/models.ts';
import type { DecodedPhoto } from '../photos/decode.ts';
import type { FaceQuality } from './quality.ts';

/**
 * The models for finding faces. Vectors are computed by one of `builtInEmbedders`, or by the user's own
 * model.
 */
export const pipelineModels = {
  detector: 'ssd-mobilenet-v1',
  landmarks: 'landmarks-68',
} as const;

/**
 * dlib's ResNet, the embedder of every build. Older libraries have its vectors, and distances of other models
 * are converted to its own [Note: Distances of another model].
 */
export const embeddingModel = 'dlib-resnet-128';

/**
 * Increases with every change that gives other faces or vectors for the same photo; stored with each row
 * derived by recognition.
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
  /** JPEG of the face for people: a square of its photo, see `display-crop.ts`. */
  chip: Uint8Array;
  /** 128-D, unit length. */
  vector: Float32Array;
}

/** A photo by its path; with a box, only the face in it, in fractions of the upright photo. */
export type RecognitionTask = string | { path: string; box: Box };

export interface RecognisedPhoto extends Omit<DecodedPhoto, 'pixels'> {
  /** Model of the vectors. */
  model: string;
  thumbnail: Uint8Array;
  faces: RecognisedFace[];
}
