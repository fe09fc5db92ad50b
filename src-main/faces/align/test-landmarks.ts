import { chipTargets } from './mean-face.ts';

/**
 * Nose, eyes and upper mouth of 68 landmarks as in the mean face, in a square of this side; the others are 0.
 */
export function meanFaceLandmarks(side = 1): Float32Array {
  const landmarks = new Float32Array(136);
  const targets = chipTargets(side, 0);
  const places = Array.from({ length: 68 }, (_, i) => i).filter(
    (i) => (i >= 27 && i <= 54) || (i >= 60 && i <= 64),
  );
  places.forEach((i, at) => landmarks.set(targets.slice(2 * at, 2 * at + 2), 2 * i));
  return landmarks;
}
