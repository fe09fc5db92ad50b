import type { Box } from '../contract/models.ts';
import type { FaceQuality } from '../faces/quality.ts';

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

/**
 * The face whose centre is nearest the photo's centre, in pixels; null where there is none. Benchmarks of one
 * person a photo mean that face.
 */
export function centralFace<Face extends { box: Box }>({
  width,
  height,
  faces,
}: {
  width: number;
  height: number;
  faces: readonly Face[];
}): Face | null {
  let nearest: Face | null = null;
  let least = Infinity;
  for (const face of faces) {
    const { x, y, width: w, height: h } = face.box;
    const offset = Math.hypot((x + w / 2 - 0.5) * width, (y + h / 2 - 0.5) * height);
    if (offset < least) {
      least = offset;
      nearest = face;
    }
  }
  return nearest;
}
