import { required } from '../../common/elements.ts';
import { float32At, numberAt } from '../../common/typed-arrays.ts';
import type { SquaredDistances } from '../distances.ts';

/**
 * Person number of a face of nobody in particular: a nameless face of the library. It is never an anchor or a
 * positive, not even for another view of itself, and a negative for everybody else.
 */
export const nobody = -1;

/** Ordered pairs of faces of one person, by their places in the batch. */
export interface PositivePairs {
  anchors: Int32Array;
  positives: Int32Array;
}

/** The choice of positives for an anchor. */
export type PositiveChoice = 'all' | 'hardest';

/**
 * Pairs every face with others of its person: with all of them, which FaceNet found more stable and quicker to
 * converge, or with the one farthest away (section 3.2). An anchor without another face of its person has no row.
 * @param people person of each face; {@link nobody} below 0
 */
export function positivePairs(
  { count, values }: SquaredDistances,
  people: ArrayLike<number>,
  choice: PositiveChoice,
): PositivePairs {
  const anchors: number[] = [];
  const positives: number[] = [];
  const members = Map.groupBy(Array.from(people).keys(), (face) => people[face]);
  for (let anchor = 0; anchor < count; anchor++) {
    if (numberAt(people, anchor) < 0) continue;
    const own = required(members.get(people[anchor])).filter((face) => face !== anchor);
    if (own.length === 0) continue;
    const distanceTo = (face: number) => float32At(values, anchor * count + face);
    const chosen = choice === 'all' ? own : [own.reduce((a, b) => (distanceTo(b) > distanceTo(a) ? b : a))];
    for (const positive of chosen) {
      anchors.push(anchor);
      positives.push(positive);
    }
  }
  return { anchors: Int32Array.from(anchors), positives: Int32Array.from(positives) };
}
