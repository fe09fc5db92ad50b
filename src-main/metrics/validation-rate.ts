import { numberAt } from '../common/typed-arrays.ts';

/**
 * [Note: VAL and FAR] The definitions are those of FaceNet (Schroff et al. 2015, arXiv 1503.03832, section 4). A
 * threshold d accepts a pair of faces as one person when their distance is at most d:
 *
 * - TA(d) = pairs of one person with distance <= d, FA(d) = pairs of two people with distance <= d;
 * - VAL(d) = |TA(d)| / |pairs of one person|, the validation rate;
 * - FAR(d) = |FA(d)| / |pairs of two people|, the false-accept rate.
 *
 * "VAL at FAR f" is VAL at the largest d with FAR(d) <= f. FAR exceeds f from the distance of one pair of two people on,
 * the nearest one that must be rejected. Every d below that distance keeps to f, so VAL at FAR f is the part of the pairs
 * of one person that are strictly nearer than it. Ties are thereby rejected together.
 *
 * Where pairs carry weights, sums of weights take the place of numbers of pairs [Note: People weigh the same].
 */

/** Relative tolerance for sums of weights, which are added in another order than the rate's total. */
const rounding = 1 + 1e-9;

/** Tells whether threshold `threshold` accepts a pair at `distance` [Note: VAL and FAR]. */
export const isAccepted = (distance: number, threshold: number): boolean => distance <= threshold;

/**
 * Tells whether the largest threshold that keeps to a rate accepts a pair at `distance`.
 * @param rejected distance of the nearest pair that must be rejected, from {@link nearestRejected}
 */
export const isAcceptedAtRate = (distance: number, rejected: number): boolean => distance < rejected;

/** Largest weight of pairs that a rate of `part`, 0 to 1, allows among pairs that weigh `total`. */
export const allowedWeight = (part: number, total: number): number => part * total * rounding;

/**
 * Distance of the nearest pair that must be rejected so that the accepted pairs weigh at most `allowed`.
 * @param distances of the pairs that count against the rate, ascending
 * @param allowed weight, from {@link allowedWeight}
 * @param weightOf weight of a pair by its place in `distances`; 1 each where not given. A pair of weight 0 is passed over
 * @returns a distance; null where every pair may be accepted
 */
export function nearestRejected(
  distances: ArrayLike<number>,
  allowed: number,
  weightOf?: (pair: number) => number,
): number | null {
  let accepted = 0;
  for (let pair = 0; pair < distances.length; pair++) {
    const weight = weightOf ? weightOf(pair) : 1;
    if (weight === 0) continue;
    accepted += weight;
    if (accepted > allowed) return numberAt(distances, pair);
  }
  return null;
}

/**
 * VAL at a false-accept rate, where every pair weighs 1 [Note: VAL and FAR].
 * @param same distances of the pairs of one person, or any increasing function of them
 * @param different the same for the pairs of two people
 * @param far false-accept rate, 0 to 1; with fewer pairs than its inverse, none may be accepted
 * @returns the rate, 0 to 1, and the distance of the nearest pair rejected (Infinity where all are accepted); null where
 * there is no pair of one person, or none of two
 */
export function valAtFar(
  same: ArrayLike<number>,
  different: ArrayLike<number>,
  far: number,
): { val: number; rejected: number } | null {
  if (same.length === 0 || different.length === 0) return null;
  const ascending = Float64Array.from(different).sort();
  const rejected = nearestRejected(ascending, allowedWeight(far, different.length)) ?? Infinity;
  let accepted = 0;
  for (let pair = 0; pair < same.length; pair++)
    if (isAcceptedAtRate(numberAt(same, pair), rejected)) accepted++;
  return { val: accepted / same.length, rejected };
}
