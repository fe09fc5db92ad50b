import { float32At, int32At } from '../../common/typed-arrays.ts';
import type { SquaredDistances } from '../distances.ts';
import type { PositivePairs } from './positives.ts';

/** Rows of three faces, by their places in the batch. */
export interface Triplets {
  anchors: Int32Array;
  positives: Int32Array;
  negatives: Int32Array;
}

/**
 * The choice of the negative for an anchor and its positive (FaceNet, section 3.2):
 * - `semi-hard`: farther from the anchor than the positive, but by less than the margin; the nearest of these.
 * - `semi-hard-random`: one of these by lot.
 * - `hardest`: the nearest of all, which may be nearer than the positive. Early on it can collapse the network.
 * - `random`: anybody, by lot, most of whom violate no margin: the baseline to beat.
 */
export type NegativeChoice = 'semi-hard' | 'semi-hard-random' | 'hardest' | 'random';

export interface NegativeMining {
  choice: NegativeChoice;
  /** The margin in squared distance; used by semi-hard choices alone. */
  margin: number;
  /** Part of the rows, 0 to 1 and by lot, that take the hardest negative whatever the choice; see curriculum.ts. */
  hardShare?: number;
  /** Seeded random numbers from 0 up to 1. */
  random: () => number;
}

/**
 * Gives each anchor and positive a negative, by one pass over the anchor's row of distances. A row for which there
 * is none of the kind asked for is dropped: no other kind stands in.
 * @param people person of each face; two that are below 0 are two people
 */
export function mineTriplets(
  distances: SquaredDistances,
  people: ArrayLike<number>,
  pairs: PositivePairs,
  { choice, margin, hardShare = 0, random }: NegativeMining,
): Triplets {
  const rows: [number, number, number][] = [];
  for (let row = 0; row < pairs.anchors.length; row++) {
    const [anchor, positive] = [int32At(pairs.anchors, row), int32At(pairs.positives, row)];
    const chosen = hardShare > 0 && random() < hardShare ? 'hardest' : choice;
    const negative = chooseNegative(distances, people, anchor, positive, chosen, margin, random);
    if (negative >= 0) rows.push([anchor, positive, negative]);
  }
  return {
    anchors: Int32Array.from(rows, ([anchor]) => anchor),
    positives: Int32Array.from(rows, ([, positive]) => positive),
    negatives: Int32Array.from(rows, ([, , negative]) => negative),
  };
}

/** Place of the negative; -1 where there is none. */
function chooseNegative(
  { count, values }: SquaredDistances,
  people: ArrayLike<number>,
  anchor: number,
  positive: number,
  choice: NegativeChoice,
  margin: number,
  random: () => number,
): number {
  const start = anchor * count;
  const semiHard = choice === 'semi-hard' || choice === 'semi-hard-random';
  const byLot = choice === 'random' || choice === 'semi-hard-random';
  const above = semiHard ? float32At(values, start + positive) : -Infinity;
  const below = semiHard ? above + margin : Infinity;
  let chosen = -1;
  let eligible = 0;
  for (let face = 0; face < count; face++) {
    if (people[face] === people[anchor]) continue;
    const distance = float32At(values, start + face);
    if (!(distance > above && distance < below)) continue;
    eligible++;
    // Reservoir sampling: each candidate is kept with the same probability.
    const replaces = byLot
      ? random() * eligible < 1
      : chosen < 0 || distance < float32At(values, start + chosen);
    if (replaces) chosen = face;
  }
  return chosen;
}
