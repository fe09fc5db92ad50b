import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { elementAt, required } from '../../common/elements.ts';
import { numberAt } from '../../common/typed-arrays.ts';
import { clustersAt } from '../../clustering/dendrogram.ts';
import type { Measure } from '../../clustering/measure.ts';
import { linkVectors } from '../../metrics/link-vectors.ts';
import { embeddingDimension as dimension } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { type Failure, type LeftOutReason, leftOutReason } from '../../contract/models.ts';
import { type FaceQuality, isLowQuality } from '../../faces/quality.ts';
import { scoreClusters } from '../../metrics/clustering-scores.ts';
import { type Degradation, degradations, degradePeople } from '../datasets/degrade.ts';
import { centralFace } from '../../faces/detect/central-face.ts';
import type { ClusteringAt } from '../../metrics/grouping.ts';
import { recognisePhotos, type RecognitionSource } from '../recognition/recognise-photos.ts';
import { sweptDistances } from './sweep.ts';

/** The central face of a photo, and how the photo was degraded. */
export interface DegradedFace {
  person: string;
  degradation: Degradation;
  vector: Float32Array;
  quality?: FaceQuality | undefined;
}

/** Scores of clusters with the numbers of faces left out for each reason. Those count as clusters of their own. */
export interface RuledClustering extends ClusteringAt {
  leftOut: Record<LeftOutReason, number>;
}

/** Scores of the same faces with and without the rule that low-quality faces start no person. */
export interface RuleEffect {
  without: ClusteringAt;
  with: RuledClustering;
}

export interface DegradedClustering {
  faces: number;
  people: number;
  /** Numbers of photos, of photos without a face, and of low-quality faces found, by degradation. */
  degraded: Record<Degradation, { photos: number; missed: number; poor: number }>;
  /** Effect at the default distance. */
  inForce: RuleEffect;
  /** Effect with each rule at its best distance. */
  best: RuleEffect;
}

/**
 * Clusters the central faces of photos that are degraded on purpose, with and without the quality rule.
 * @param images directory with a folder of photos for each person
 * @param distance default distance
 * @throws FamiliarError `path-missing`, `bad-request` where no face is found, or as {@link recognisePhotos}
 */
export async function evaluateDegraded(
  images: string,
  { distance, seed, measure }: { distance: number; seed: number; measure?: Measure },
  source: RecognitionSource,
): Promise<DegradedClustering & { failed: Failure[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'familiar-degraded-'));
  try {
    const photos = await degradePeople(images, folder, seed);
    const { faces, failed } = await recognisePhotos([...photos.keys()], source);
    const found: DegradedFace[] = [];
    const degraded = Object.fromEntries(
      degradations.map((degradation) => [degradation, { photos: 0, missed: 0, poor: 0 }]),
    ) as DegradedClustering['degraded'];
    for (const [path, degradation] of photos) {
      const photo = faces.get(path);
      const face = photo ? centralFace(photo) : null;
      const tally = degraded[degradation];
      tally.photos++;
      if (face === null) {
        tally.missed++;
        continue;
      }
      if (isLowQuality(face.quality?.value ?? null)) tally.poor++;
      found.push({ person: dirname(path), degradation, vector: face.vector, quality: face.quality });
    }
    if (found.length === 0)
      throw new FamiliarError('bad-request', `no face was found in the photos of ${images}`);
    return { degraded, ...compareRule(found, distance, measure), failed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Clusters faces as the app does, each in a photo of its own, with and without the quality rule. */
export function compareRule(
  faces: readonly DegradedFace[],
  distance: number,
  measure?: Measure,
): Pick<DegradedClustering, 'faces' | 'people' | 'inForce' | 'best'> {
  const names = [...new Set(faces.map(({ person }) => person))];
  const numbers = new Map(names.map((name, i) => [name, i]));
  const people = Uint32Array.from(faces, ({ person }) => required(numbers.get(person)));
  const vectors = new Float32Array(faces.length * dimension);
  faces.forEach(({ vector }, i) => vectors.set(vector, i * dimension));
  const distances = [...new Set([distance, ...sweptDistances({ vectors, people })])];

  const judge = (lowQuality: Uint8Array): RuledClustering[] => {
    const { dendrogram } = linkVectors(
      { vectors, dimension, groups: [...faces.keys()], lowQuality },
      measure,
    );
    return distances.map((at) => {
      const all = clustersAt(dendrogram, at);
      const leftOut = all.flatMap((members) =>
        members.length === 1 && lowQuality[numberAt(members, 0)] ? members : [],
      );
      const reasons = leftOut.map((face) => required(elementAt(faces, face).quality).weakness);
      return {
        distance: at,
        clusters: all.length - leftOut.length,
        ...scoreClusters(all, people),
        leftOut: Object.fromEntries(
          leftOutReason.options.map((reason) => [reason, reasons.filter((one) => one === reason).length]),
        ) as RuledClustering['leftOut'],
      };
    });
  };
  const without = judge(new Uint8Array(faces.length)).map(
    ({ leftOut: _none, ...clustering }): ClusteringAt => clustering,
  );
  const ruled = judge(
    Uint8Array.from(faces, ({ quality }) => (isLowQuality(quality?.value ?? null) ? 1 : 0)),
  );
  return {
    faces: faces.length,
    people: names.length,
    inForce: { without: elementAt(without, 0), with: elementAt(ruled, 0) },
    best: { without: best(without), with: best(ruled) },
  };
}

/** Finds the candidate with the greatest B-cubed F, the first of equals. */
const best = <T extends ClusteringAt>(candidates: readonly T[]): T =>
  candidates.reduce((a, b) => (b.bcubed.f > a.bcubed.f ? b : a));
