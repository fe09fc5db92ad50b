import { setImmediate as nextRound } from 'node:timers/promises';
import { seededRandom } from '../common/random.ts';
import { unitDistance } from '../common/vectors.ts';
import type { CalibrationPoint } from '../contract/models.ts';
import type { ScalePoint } from '../db/models.ts';
import type { VectorRow } from '../db/vectors.ts';

/**
 * [Note: Distances of another model]
 * Two models' distances mean different things: one model's 0.4 may be another's 1.1. What carries over is how
 * many faces a distance accepts. On the library's own faces, embedded by both models, the new distance for an
 * old one is that at which the same part of all pairs of faces is nearer: the quantile of the old distance
 * among the old distances of all pairs, looked up among the new ones. So the groups stay about as large, the
 * slider where it was, and a false-accept rate means what it meant, without any labels. The map is monotone, and
 * joined to 0 at the one end and to 2 at the other. In a library of few faces it rests on few pairs and is
 * rough; it is measured anew whenever a model is taken into force. Every own model keeps its map from the
 * built-in model's distances, so that going to and fro comes back to the same distance.
 *
 * A model that was fine-tuned from another keeps that one's map: it is held to the other's vectors of clean faces, so
 * that a distance means what it meant. Quantiles would take what it has learnt for a change of scale: where it tells
 * bad photos apart that were all near each other, fewer pairs are near, and clean faces would be grouped more loosely.
 */

/** Pairs that are measured at most; more are sampled. */
const maxPairs = 2_000_000;
/** Pairs after which other work gets its turn. */
const pairsPerRound = 100_000;
/** Points of a scale at most: nearest pairs one by one, then ever fewer. */
const pointsOneByOne = 64;
const growth = 1.1;
/** Two points nearer than this in either model are one. */
const leastStep = 1e-4;

/** The scale of the built-in model itself, and of any model before it was measured. */
export const identityScale: readonly ScalePoint[] = [
  [0, 0],
  [2, 2],
];

/**
 * What distances of one model stand for in another, by the rates at which strangers pass on the faces that both were
 * calibrated on.
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

type FaceVector = Pick<VectorRow, 'faceId' | 'vector'>;

/**
 * Measures what distances of one model stand for in another, on faces that both have embedded.
 * @returns ascending in both, from [0, 0] to [2, 2]
 */
export async function measureScale(
  before: readonly FaceVector[],
  after: readonly FaceVector[],
): Promise<ScalePoint[]> {
  const later = new Map(after.map(({ faceId, vector }) => [faceId, vector]));
  const faces = before.flatMap(({ faceId, vector }) => {
    const other = later.get(faceId);
    return other ? [[vector, other] as const] : [];
  });
  const all = (faces.length * (faces.length - 1)) / 2;
  const count = Math.min(all, maxPairs);
  const next = all <= maxPairs ? everyPair(faces.length) : randomPairs(faces.length);
  const old = new Float32Array(count);
  const fresh = new Float32Array(count);
  for (let k = 0; k < count; k++) {
    const [i, j] = next();
    old[k] = unitDistance(faces[i][0], faces[j][0]);
    fresh[k] = unitDistance(faces[i][1], faces[j][1]);
    if (k % pairsPerRound === pairsPerRound - 1) await nextRound();
  }
  return matchQuantiles(old.sort(), fresh.sort());
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

/** Pairs equal ranks of two ascending lists of the same length. */
function matchQuantiles(old: Float32Array, fresh: Float32Array): ScalePoint[] {
  const points: ScalePoint[] = [[0, 0]];
  for (let rank = 1; rank <= old.length; rank = Math.max(rank + 1, nextRank(rank))) {
    append(points, [old[rank - 1], fresh[rank - 1]]);
  }
  if (old.length > 0) append(points, [old.at(-1)!, fresh.at(-1)!]);
  append(points, [2, 2]);
  if (points.at(-1)![0] !== 2) points[points.length - 1] = [2, 2];
  return points;
}

const nextRank = (rank: number) => (rank < pointsOneByOne ? rank + 1 : Math.ceil(rank * growth));

function append(points: ScalePoint[], [x, y]: ScalePoint): void {
  const [lastX, lastY] = points.at(-1)!;
  if (x - lastX >= leastStep && y - lastY >= leastStep) points.push([x, y]);
}

/** The own model's distance for one of the built-in model's. */
export const toOwn = (scale: readonly ScalePoint[], distance: number): number =>
  interpolate(scale, distance, 0, 1);

/** The built-in model's distance for one of the own model's. */
export const toBuiltIn = (scale: readonly ScalePoint[], distance: number): number =>
  interpolate(scale, distance, 1, 0);

/**
 * The scale of a model whose distances were measured against another own model's.
 * @param first from the built-in model to the other
 * @param second from the other to the model
 */
export function joinScales(first: readonly ScalePoint[], second: readonly ScalePoint[]): ScalePoint[] {
  const joined: ScalePoint[] = [[0, 0]];
  const middles = [...first.map(([, middle]) => middle), ...second.map(([middle]) => middle)];
  for (const middle of middles.sort((a, b) => a - b)) {
    append(joined, [toBuiltIn(first, middle), toOwn(second, middle)]);
  }
  if (joined.at(-1)![0] !== 2) joined[Math.max(1, joined.length - 1)] = [2, 2];
  return joined;
}

function interpolate(scale: readonly ScalePoint[], at: number, from: 0 | 1, to: 0 | 1): number {
  const above = scale.findIndex((point) => point[from] >= at);
  if (above === 0) return scale[0][to];
  if (above < 0) return scale.at(-1)![to];
  const [low, high] = [scale[above - 1], scale[above]];
  const part = (at - low[from]) / (high[from] - low[from]);
  return low[to] + part * (high[to] - low[to]);
}
