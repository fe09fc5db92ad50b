import type { Box } from '../../contract/models.ts';
import type { FaceQuality } from '../../faces/quality.ts';

/** What evaluation keeps of a recognised photo. */
export interface PhotoFaces {
  /** Upright size in pixels. */
  width: number;
  height: number;
  faces: EvaluatedFace[];
}

export interface EvaluatedFace {
  /** Fractions of the upright photo. */
  box: Box;
  /** Detector confidence, 0 to 1. */
  score: number;
  /** Not there where another pipeline, or an older one, found the face. */
  quality?: FaceQuality;
  /** Unit length. */
  vector: Float32Array;
}
