import type { Sensitivity } from '../contract/detection.ts';
import type { Box } from '../contract/models.ts';
import type { DecodedPhoto } from '../photos/decode.ts';
import type { Pixels } from '../photos/pixels.ts';
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

/** Where a face is in a film. */
export interface FilmPlace {
  /** Seconds from the start of the film. */
  moment: number;
  /** Number of its track in the film, from 1 [Note: Tracks]. */
  track: number;
}

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
  /** Only for a face of a film. */
  inFilm?: FilmPlace;
}

/** A photo by its path, or an upright frame of a film. */
export type Picture = string | Pixels;

/** With a box, only the face in it is recognised, in fractions of the upright picture. */
export interface RecognitionTask {
  picture: Picture;
  box: Box | undefined;
  /** By default `usual`. */
  sensitivity?: Sensitivity | undefined;
}

export interface RecognisedPhoto extends Omit<DecodedPhoto, 'pixels'> {
  /** Model of the vectors. */
  model: string;
  thumbnail: Uint8Array;
  faces: RecognisedFace[];
}
