import type { Box } from '../../contract/models.ts';
import type { FaceQuality } from '../../faces/quality.ts';

/** Faces of a recognised photo, as evaluations keep them. */
export interface PhotoFaces {
  /** Upright size in pixels. */
  width: number;
  height: number;
  faces: EvaluatedFace[];
}

export interface EvaluatedFace {
  /** Box in fractions of the upright photo. */
  box: Box;
  /** Detector confidence, 0 to 1. */
  score: number;
  /** Quality; missing where another or an older pipeline found the face. */
  quality?: FaceQuality;
  /** Vector of unit length. */
  vector: Float32Array;
}
