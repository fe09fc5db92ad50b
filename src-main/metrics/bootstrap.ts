import { addUint32, float64At } from '../common/typed-arrays.ts';
import { elementAt, firstItems } from '../common/elements.ts';
import { seededRandom } from '../common/random.ts';
import type { Estimate } from '../contract/training.ts';

/** Quantiles that bound the 95 % percentile interval. */
const tails = [0.025, 0.975] as const;

export interface BootstrapOptions {
  /** The same seed draws the same photos. */
  seed: number;
  /** Number of draws. */
  rounds: number;
}

/**
 * Bootstrap over photos (Efron 1979): every round draws as many photos as there are, with replacement, and computes each
 * figure anew. Faces of one photo are drawn together, since they share its light and blur. Figures of two models and their
 * difference belong into one call, so that they rest on the same photos in every round, and difficulties that both models
 * share cancel out in the difference.
 * @param photos photo of each face
 * @param measure computes the figures from the multiplicity of each face; null for a figure that cannot be computed
 * @returns the figures of the faces as they are, each with its 95 % percentile interval; null where the figure is null, or
 * null in every round
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
      for (const face of elementAt(faces, Math.floor(random() * faces.length))) addUint32(counts, face, 1);
    }
    measure(counts).forEach((value, k) => value !== null && elementAt(drawn, k).push(value));
  }
  return values.map((value, k) =>
    value === null || elementAt(drawn, k).length === 0 ? null : estimate(value, elementAt(drawn, k)),
  );
}

function estimate(value: number, drawn: number[]): Estimate {
  const ascending = Float64Array.from(drawn).sort();
  const [low, high] = firstItems(
    tails.map((part) => quantile(ascending, part)),
    2,
  );
  return { value, low, high };
}

/** Quantile of a sample by linear interpolation between neighbouring values. */
function quantile(ascending: Float64Array, part: number): number {
  const at = part * (ascending.length - 1);
  const below = float64At(ascending, Math.floor(at));
  return below + (at % 1) * (float64At(ascending, Math.ceil(at)) - below);
}
