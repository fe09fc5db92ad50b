import { seededRandom } from '../common/random.ts';
import type { Estimate } from '../contract/training.ts';

/** Of the percentile interval: 95 % lie within. */
const tails = [0.025, 0.975] as const;

export interface BootstrapOptions {
  /** The same seed draws the same photos. */
  seed: number;
  /** How often photos are drawn. */
  rounds: number;
}

/**
 * Bootstrap over photos (Efron 1979): as many photos as there are, drawn with replacement, round after round; faces of
 * one photo are drawn together, for they share its light and its blur. Each figure is worked out anew on what was
 * drawn. Figures of two models and their difference belong into one call: they are then of the same photos in every
 * round, and what is easy or hard for both cancels out in the difference.
 * @param photos photo of each face
 * @param measure the figures, given how often each face was drawn; null for one that cannot be told
 * @returns for each figure its 95 % percentile interval around the figure of the faces as they are; null where that is,
 * or where it could be told in no round
 */
export function bootstrap(
  photos: ArrayLike<number>,
  measure: (counts: Uint32Array) => readonly (number | null)[],
  { seed, rounds }: BootstrapOptions,
): (Estimate | null)[] {
  const random = seededRandom(seed);
  const faces = [...Map.groupBy(Array.from(photos).keys(), (face) => photos[face]).values()];
  const counts = new Uint32Array(photos.length).fill(1);
  const values = measure(counts);
  const drawn = values.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    counts.fill(0);
    for (let i = 0; i < faces.length; i++) {
      for (const face of faces[Math.floor(random() * faces.length)]) counts[face]++;
    }
    measure(counts).forEach((value, k) => value !== null && drawn[k].push(value));
  }
  return values.map((value, k) =>
    value === null || drawn[k].length === 0 ? null : estimate(value, drawn[k]),
  );
}

function estimate(value: number, drawn: number[]): Estimate {
  const ascending = Float64Array.from(drawn).sort();
  const [low, high] = tails.map((part) => quantile(ascending, part));
  return { value, low, high };
}

/** Between two values, a part of the way from one to the other. */
function quantile(ascending: Float64Array, part: number): number {
  const at = part * (ascending.length - 1);
  const below = ascending[Math.floor(at)];
  return below + (at % 1) * (ascending[Math.ceil(at)] - below);
}
