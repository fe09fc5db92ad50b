import { squaredDistances } from './distances.ts';

/**
 * VAL at a false-accept rate (FaceNet, section 4): the part of the pairs of one person that are accepted at the largest
 * distance at which at most that part of the pairs of two is. A face of nobody is another person to everybody.
 * @param vectors of length 1, `width` numbers each
 * @param people person of each face; below 0 for nobody
 * @param far false-accept rate, 0 to 1; with fewer pairs than its inverse, none may be accepted
 * @returns 0 to 1; null where there is no pair of one person, or none of two
 */
export function validationRate(
  vectors: Float32Array,
  width: number,
  people: ArrayLike<number>,
  far: number,
): number | null {
  const { count, values } = squaredDistances(vectors, width);
  const same: number[] = [];
  const different: number[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const isSame = people[i] >= 0 && people[i] === people[j];
      (isSame ? same : different).push(values[i * count + j]);
    }
  }
  if (same.length === 0 || different.length === 0) return null;
  const nearest = Float64Array.from(different).sort();
  const firstRefused = nearest[Math.floor(far * nearest.length)];
  return same.filter((distance) => distance < firstRefused).length / same.length;
}
