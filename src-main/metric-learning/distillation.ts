import { addFloat64, float32At, float64At, numberAt } from '../common/typed-arrays.ts';
import { addDistanceGradient, type SquaredDistances } from './distances.ts';

/**
 * Holds a network to where the base model puts faces: the mean over the batch of w |x - t|², t being the base
 * model's vector of the same face, or of the clean view of a degraded one. Where a face stays, so do its distances to
 * strangers whom no batch holds (cf. Hinton, Vinyals and Dean 2015, who distil classifiers).
 * @param vectors of the batch, `dimension` values each
 * @param teacher vectors of the base model in the same order
 * @param weights w of each face; 0 leaves it free
 * @param gradient d loss / d vector, to which is added
 * @returns the mean; 0 for an empty batch
 */
export function vectorDistillation(
  vectors: Float32Array,
  dimension: number,
  teacher: Float32Array,
  weights: ArrayLike<number>,
  gradient: Float64Array,
): number {
  const count = vectors.length / dimension;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const share = numberAt(weights, i) / count;
    if (share === 0) continue;
    for (let k = i * dimension; k < (i + 1) * dimension; k++) {
      const difference = float32At(vectors, k) - float32At(teacher, k);
      sum += share * difference * difference;
      addFloat64(gradient, k, 2 * share * difference);
    }
  }
  return sum;
}

/**
 * Holds a network to how far apart the base model puts faces, and leaves it free to turn all of them: the mean over
 * pairs of (D - T)², D and T being the squared distances of student and teacher (cf. Park et al. 2019, relational
 * knowledge distillation).
 * @param distances of `vectors`
 * @param teacher distances of the base model's vectors of the same faces
 * @param people person of each face: only pairs of two people are held, those of one person are for the triplets; two
 * faces below 0 are two people
 * @param weight of the term
 * @param gradient d loss / d vector, to which is added
 * @returns weight times the mean; 0 where there is no such pair
 */
export function distanceDistillation(
  vectors: Float32Array,
  dimension: number,
  distances: SquaredDistances,
  teacher: SquaredDistances,
  people: ArrayLike<number>,
  weight: number,
  gradient: Float64Array,
): number {
  const { count, values } = distances;
  const slopes = new Float64Array(count * count);
  let pairs = 0;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      if (numberAt(people, i) >= 0 && people[i] === people[j]) continue;
      const difference = float32At(values, i * count + j) - float32At(teacher.values, i * count + j);
      pairs++;
      sum += difference * difference;
      slopes[i * count + j] = 2 * difference;
    }
  }
  if (pairs === 0) return 0;
  const share = weight / pairs;
  for (let i = 0; i < slopes.length; i++) slopes[i] = float64At(slopes, i) * share;
  addDistanceGradient(vectors, dimension, slopes, gradient);
  return share * sum;
}
