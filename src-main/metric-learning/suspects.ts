import { float64At, int32At, numberAt } from '../common/typed-arrays.ts';
import { squaredDistance } from './distances.ts';

/** A labelled face that is nearer to another person than to its own. */
export interface Suspect {
  /** Place of the face among those given. */
  face: number;
  /** Person number that it is labelled with, and that of the nearest other person. */
  person: number;
  nearer: number;
  /** Euclidean distances to the nearest faces of either, 0 to 2. */
  own: number;
  other: number;
}

/**
 * Finds labels that may be wrong: faces whose nearest labelled face is another person's. A face whose person has no
 * other face cannot be doubted by this. Compares every two faces: about a second for 4,000.
 * @param vectors unit vectors of labelled faces, `dimension` values each
 * @param people person of each
 * @param groups faces with the same number vouch for one another no more than a face does for itself: near-duplicates
 * and faces of one photo (near-duplicates.ts)
 * @returns the most doubtful first: by how much nearer the other person is
 */
export function findSuspects(
  vectors: Float32Array,
  dimension: number,
  people: ArrayLike<number>,
  groups: ArrayLike<number>,
): Suspect[] {
  const count = people.length;
  const own = new Float64Array(count).fill(Infinity);
  const other = new Float64Array(count).fill(Infinity);
  const nearer = new Int32Array(count);
  const meet = (face: number, with_: number, squared: number) => {
    if (people[face] === people[with_]) {
      if (groups[face] !== groups[with_]) own[face] = Math.min(float64At(own, face), squared);
    } else if (squared < float64At(other, face)) {
      other[face] = squared;
      nearer[face] = numberAt(people, with_);
    }
  };
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const squared = squaredDistance(vectors, dimension, i, j);
      meet(i, j, squared);
      meet(j, i, squared);
    }
  }
  const suspects: Suspect[] = [];
  for (let face = 0; face < count; face++) {
    if (own[face] === Infinity || !(float64At(other, face) < float64At(own, face))) continue;
    suspects.push({
      face,
      person: numberAt(people, face),
      nearer: int32At(nearer, face),
      own: Math.sqrt(float64At(own, face)),
      other: Math.sqrt(float64At(other, face)),
    });
  }
  return suspects.sort((a, b) => b.own - b.other - (a.own - a.other) || a.face - b.face);
}
