import { setImmediate as nextRound } from 'node:timers/promises';
import { float64At } from '../../common/typed-arrays.ts';
import { elementAt, required } from '../../common/elements.ts';
import { seededRandom } from '../../common/random.ts';
import { unitDistance } from '../../common/vectors.ts';
import type { CalibrationPoint } from '../../contract/models.ts';
import type { ScalePoint } from '../../db/models.ts';

/**
 * [Note: Distances of another model] Two models' distances mean different things: one model's 0.4 may be another's
 * 1.1. What carries over is how many strangers a distance lets pass. Models that come with Familiar were measured on
 * the same people (calibration in their manifests). For one that the user brings it is told from the library's own
 * faces, seen by that model alone: most pairs of faces are of strangers, so that most pairs are about as far apart as
 * strangers are, and how far they scatter is told by those further apart than that, among which no two are one
 * person. What the models before thought of the faces has no part in it: in a library in which one had fused people,
 * its near pairs are strangers, and a map that keeps their number would fuse them again. Once a library has faces
 * enough, its own groups tell the distance that suits it [Note: The library tunes itself].  The map is monotone, and
 * joined to 0 at the one end and to 2 at the other. In a library of few faces it is rough; it is measured anew
 * whenever a model is taken into force. Every own model keeps its map from the built-in model's distances, so that
 * going to and fro comes back to the same distance.  A model that was fine-tuned from another keeps that one's map:
 * it is held to the other's vectors of clean faces, so that a distance means what it meant.
 */

/** Largest number of pairs measured; more are sampled. */
const maxPairs = 500_000;
/** Pairs measured before other work gets its turn. */
const pairsPerRound = 100_000;
/**
 * Bounds of the standard deviation of strangers' squared distances, relative to the mode. People of several kinds
 * widen the scatter; few people narrow it.
 */
const scatter = { least: 0.1, most: 0.165 };
/** Standard deviations below the mode at which strangers pass, by false-accept rate. */
const deviations = [
  { far: 1e-2, below: 2.326 },
  { far: 1e-3, below: 3.09 },
  { far: 1e-4, below: 3.719 },
  { far: 1e-5, below: 4.265 },
];

/** The scale of the built-in model, and of any model before it is measured. */
export const identityScale: readonly ScalePoint[] = [
  [0, 0],
  [2, 2],
];

/**
 * Maps distances of one model to another by the rates at which strangers pass, on the faces that both were calibrated
 * on.
 * @returns ascending in both, from [0, 0] to [2, 2]
 */
export function scaleByRates(
  before: readonly CalibrationPoint[],
  after: readonly CalibrationPoint[],
): readonly ScalePoint[] {
  const points = before.flatMap(({ far, distance }): ScalePoint[] => {
    const same = after.find((point) => point.far === far);
    return same ? [[distance, same.distance]] : [];
  });
  return [[0, 0], ...points.sort(([a], [b]) => a - b), [2, 2]];
}

/**
 * Distances between strangers in a model, estimated from unlabelled faces.
 * @returns an empty list where there are fewer than two faces, or all are alike
 */
export async function strangersOf(vectors: readonly Float32Array[]): Promise<CalibrationPoint[]> {
  const all = (vectors.length * (vectors.length - 1)) / 2;
  const count = Math.min(all, maxPairs);
  const next = all <= maxPairs ? everyPair(vectors.length) : randomPairs(vectors.length);
  const squares = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const [i, j] = next();
    squares[k] = unitDistance(elementAt(vectors, i), elementAt(vectors, j)) ** 2;
    if (k % pairsPerRound === pairsPerRound - 1) await nextRound();
  }
  // The nearer half may be pairs of one person, if one person has most photos.
  const far = squares.sort().subarray(Math.floor(count / 2));
  const usual = count === 0 ? 0 : densest(far);
  if (usual < leastSquare) return [];
  const beyond = far.filter((square) => square >= usual);
  const scattered = Math.sqrt(beyond.reduce((sum, square) => sum + (square - usual) ** 2, 0) / beyond.length);
  const deviation = Math.min(scatter.most * usual, Math.max(scatter.least * usual, scattered));
  return deviations.map(({ far: rate, below }) => ({
    far: rate,
    distance: Math.sqrt(usual - below * deviation),
  }));
}

/** Distance below which two faces are the same picture. */
const leastSquare = 1e-4;

/** Half-sample mode: the midpoint of the narrowest half of the values, taken repeatedly (Robertson and Cryer 1974). */
function densest(ascending: Float64Array): number {
  let values = ascending;
  while (values.length > 2) {
    const half = Math.ceil(values.length / 2);
    let start = 0;
    for (let at = 1; at + half <= values.length; at++) {
      const isNarrower =
        float64At(values, at + half - 1) - float64At(values, at) <
        float64At(values, start + half - 1) - float64At(values, start);
      if (isNarrower) start = at;
    }
    values = values.subarray(start, start + half);
  }
  return (float64At(values, 0) + float64At(values, values.length - 1)) / 2;
}

function everyPair(count: number): () => [number, number] {
  let [i, j] = [0, 0];
  return () => {
    if (++j >= count) j = ++i + 1;
    return [i, j];
  };
}

function randomPairs(count: number): () => [number, number] {
  const random = seededRandom(count);
  return () => {
    const i = Math.floor(random() * count);
    const j = Math.floor(random() * (count - 1));
    return [i, j < i ? j : j + 1];
  };
}

/** Converts a distance of the built-in model to the other model. */
export const toOwn = (scale: readonly ScalePoint[], distance: number): number =>
  interpolate(scale, distance, 0, 1);

/** Converts a distance of the other model to the built-in model. */
export const toBuiltIn = (scale: readonly ScalePoint[], distance: number): number =>
  interpolate(scale, distance, 1, 0);

function interpolate(scale: readonly ScalePoint[], at: number, from: 0 | 1, to: 0 | 1): number {
  const above = scale.findIndex((point) => point[from] >= at);
  if (above === 0) return elementAt(scale, 0)[to];
  if (above < 0) return required(scale.at(-1))[to];
  const [low, high] = [elementAt(scale, above - 1), elementAt(scale, above)];
  const part = (at - low[from]) / (high[from] - low[from]);
  return low[to] + part * (high[to] - low[to]);
}
