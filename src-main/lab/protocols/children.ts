import { float64At } from '../../common/typed-arrays.ts';
import { findBestCut } from '../../clustering/best-cut.ts';
import { clustersAt } from '../../clustering/dendrogram.ts';
import { tunedBetween } from '../../clustering/measure.ts';
import { youngBy } from '../../clustering/youth.ts';
import { embeddingDimension as dimension, joinVectors } from '../../common/vectors.ts';
import type { AlbumGrouping } from './albums.ts';
import { bcubedByFace } from '../../metrics/clustering-scores.ts';
import { linkVectors } from '../../metrics/link-vectors.ts';
import { type AgedFace, fitYouth } from './youth.ts';

/** Results of grouping small children with weights fitted on other people. */
export interface ChildrenFigures {
  /** Number of faces of children under {@link small}. */
  faces: number;
  people: number;
  /** B-cubed of these faces, grouped with all others of their half. */
  precision: number;
  recall: number;
  /** Distances that the libraries of the two halves choose. */
  distances: number[];
}

/** Age below which a person is a small child, in years. */
const small = 10;

/**
 * Groups each of two halves of the people of known age as a library, with weights of the youth estimate fitted on everybody
 * else.
 */
export function groupChildren(
  faces: readonly AgedFace[],
  { measure, usual }: AlbumGrouping,
): ChildrenFigures {
  const aged = [...new Set(faces.flatMap(({ age, person }) => (age === null ? [] : person)))];
  const halfOf = new Map(aged.map((person, place) => [person, place % 2]));
  const found = { precision: [] as number[], recall: [] as number[], people: new Set<number>() };
  const distances: number[] = [];
  for (const half of [0, 1]) {
    const theirs = faces.filter(({ person }) => halfOf.get(person) === half);
    if (theirs.length === 0) continue;
    const weights = fitYouth(faces.filter(({ person }) => halfOf.get(person) !== half));
    const vectors = joinVectors(theirs.map(({ vector }) => vector));
    const young = Uint8Array.from(theirs, ({ vector }) => youngBy(weights, vector));
    const points = { vectors, dimension, groups: [...theirs.keys()], young };
    const { input, dendrogram } = linkVectors(points, measure);
    const distance = findBestCut(input, dendrogram, tunedBetween(measure)) ?? usual;
    const people = theirs.map(({ person }) => person);
    const { precision, recall } = bcubedByFace(clustersAt(dendrogram, distance), people);
    distances.push(distance);
    theirs.forEach(({ age, person }, face) => {
      if (age === null || age >= small) return;
      found.precision.push(float64At(precision, face));
      found.recall.push(float64At(recall, face));
      found.people.add(person);
    });
  }
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return {
    faces: found.precision.length,
    people: found.people.size,
    precision: mean(found.precision),
    recall: mean(found.recall),
    distances,
  };
}
