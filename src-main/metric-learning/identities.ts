import { numberAt } from '../common/typed-arrays.ts';
import { squaredDistance } from './distances.ts';
import { nobody } from './mining/positives.ts';

/**
 * Numbers nameless faces so that they can be told apart like people: each is somebody of their own, unless the base
 * model puts it near one that was numbered before, for the two may be one person; it is then nobody in particular.
 * @param vectors the base model's, of length 1, `width` numbers each
 * @param people person of each face, which stays; below 0 for a nameless one
 * @param apart Euclidean distance, 0 to 2, from which on two nameless faces count as two people
 */
export function identitiesOf(
  vectors: Float32Array,
  width: number,
  people: ArrayLike<number>,
  apart: number,
): Int32Array {
  const identities = Int32Array.from(people);
  let next = identities.reduce((most, person) => Math.max(most, person), -1) + 1;
  const numbered: number[] = [];
  for (let face = 0; face < identities.length; face++) {
    if (numberAt(people, face) >= 0) continue;
    const isNew = numbered.every((other) => squaredDistance(vectors, width, face, other) >= apart ** 2);
    identities[face] = isNew ? next++ : nobody;
    if (isNew) numbered.push(face);
  }
  return identities;
}
