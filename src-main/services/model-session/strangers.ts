import { elementAt, required } from '../../common/elements.ts';
import { uint32At } from '../../common/typed-arrays.ts';
import { cutAt } from '../../clustering/dendrogram.ts';
import { seededRandom, shuffled } from '../../common/random.ts';
import { unitDistance } from '../../common/vectors.ts';
import type { CalibrationPoint } from '../../contract/models.ts';
import type { ReadableDb } from '../../db/open.ts';
import { getVectors } from '../../db/vectors.ts';
import { allowedWeight, nearestRejected } from '../../metrics/validation-rate.ts';
import type { LinkedFaces } from './clusters.ts';

/** Rates reported, where there are enough pairs of people. */
const rates = [1e-2, 1e-3, 1e-4] as const;
/** Minimum number of passing pairs for a rate to be reported; fewer are chance. */
const leastPassing = 5;
/** Largest number of groups compared, and faces of each: 400,000 pairs of faces, a tenth of a second. */
const mostGroups = 450;
const facesEach = 2;
/** Minimum faces of a group. Smaller groups are often unrecognised photos of known people, not strangers. */
const leastFaces = 3;

/**
 * Distances between strangers in a library: two people and one face of each are drawn at random, and the share of
 * pairs within a distance is counted. People are the groups at a distance, with the user's corrections; one person
 * wrongly split into two groups counts as strangers.
 */
export function measureStrangers(
  db: ReadableDb,
  modelId: string,
  { faces, dendrogram }: LinkedFaces,
  distance: number,
): CalibrationPoint[] {
  const { lowQuality, faceIds } = faces.columns;
  const starts = cutAt(dendrogram, distance);
  const random = seededRandom(1);
  const groups: number[][] = [];
  for (let group = 0; group + 1 < starts.length; group++) {
    const good = Array.from(dendrogram.order.subarray(starts[group], starts[group + 1])).filter(
      (p) => !lowQuality[p],
    );
    if (good.length >= leastFaces) groups.push(shuffled(good, random).slice(0, facesEach));
  }
  const compared = shuffled(groups, random).slice(0, mostGroups);
  const pairs = (compared.length * (compared.length - 1)) / 2;
  if (pairs * rates[0] < leastPassing) return [];
  const owners = new Map(
    compared.flatMap((points, owner) => points.map((p) => [uint32At(faceIds, p), owner] as const)),
  );
  const vectors = getVectors(db, modelId, [...owners.keys()]);
  const near: number[] = [];
  for (let i = 0; i < vectors.length; i++) {
    for (let j = 0; j < i; j++) {
      if (owners.get(elementAt(vectors, i).faceId) === owners.get(elementAt(vectors, j).faceId)) continue;
      near.push(unitDistance(elementAt(vectors, i).vector, elementAt(vectors, j).vector));
    }
  }
  const sorted = Float64Array.from(near).sort();
  return rates.flatMap((far) =>
    far * pairs >= leastPassing
      ? [{ far, distance: round(required(nearestRejected(sorted, allowedWeight(far, sorted.length)))) }]
      : [],
  );
}

const round = (distance: number): number => Math.round(1e4 * distance) / 1e4;
