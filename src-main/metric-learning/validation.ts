import { float32At, numberAt } from '../common/typed-arrays.ts';
import { valAtFar } from '../metrics/validation-rate.ts';
import { squaredDistances } from './distances.ts';

/**
 * VAL at a false-accept rate over all pairs of some faces, each pair weighing 1 [Note: VAL and FAR]. A face that belongs
 * to nobody counts as another person beside every face.
 * @param vectors of length 1, `width` numbers each
 * @param people person of each face; below 0 for nobody
 * @param far false-accept rate, 0 to 1
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
      const isSame = numberAt(people, i) >= 0 && people[i] === people[j];
      (isSame ? same : different).push(float32At(values, i * count + j));
    }
  }
  return valAtFar(same, different, far)?.val ?? null;
}
