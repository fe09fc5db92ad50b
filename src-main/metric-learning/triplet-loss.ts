import { addFloat64, float32At, float64At, int32At } from '../common/typed-arrays.ts';
import { addDistanceGradient, type SquaredDistances } from './distances.ts';
import type { Triplets } from './mining/negatives.ts';

export interface TripletLoss {
  /** Mean over the active triplets, in squared distance; 0 where none is active. */
  loss: number;
  /** Triplets that violate the margin. */
  active: number;
}

/**
 * FaceNet's loss (section 3.1), Σ max(0, |a - p|² - |a - n|² + margin), divided by the number of triplets that
 * violate the margin rather than by that of all: the step then does not shrink as triplets are learned and drop out.
 * Its gradient takes that number for constant, as it is but where a triplet begins or ceases to be active.
 * @param vectors of the batch, `dimension` values each
 * @param distances of these vectors
 * @param margin in squared distance
 * @param gradient d loss / d vector, one vector after the other, to which is added
 */
export function tripletLoss(
  vectors: Float32Array,
  dimension: number,
  { count, values }: SquaredDistances,
  { anchors, positives, negatives }: Triplets,
  margin: number,
  gradient: Float64Array,
): TripletLoss {
  const slopes = new Float64Array(count * count);
  let sum = 0;
  let active = 0;
  for (let row = 0; row < anchors.length; row++) {
    const toPositive = int32At(anchors, row) * count + int32At(positives, row);
    const toNegative = int32At(anchors, row) * count + int32At(negatives, row);
    const violation = float32At(values, toPositive) - float32At(values, toNegative) + margin;
    if (!(violation > 0)) continue;
    sum += violation;
    active++;
    addFloat64(slopes, toPositive, 1);
    addFloat64(slopes, toNegative, -1);
  }
  if (active === 0) return { loss: 0, active };
  for (let i = 0; i < slopes.length; i++) slopes[i] = float64At(slopes, i) / active;
  addDistanceGradient(vectors, dimension, slopes, gradient);
  return { loss: sum / active, active };
}
