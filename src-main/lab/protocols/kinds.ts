import { readFile } from 'node:fs/promises';
import { numberAt, uint32At } from '../../common/typed-arrays.ts';
import { elementAt } from '../../common/elements.ts';
import { findBestCut } from '../../clustering/best-cut.ts';
import { clustersAt } from '../../clustering/dendrogram.ts';
import { tunedBetween } from '../../clustering/measure.ts';
import { seededRandom, shuffled } from '../../common/random.ts';
import { embeddingDimension as dimension } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { AlbumGrouping } from './albums.ts';
import { type Scores, scoreClusters } from '../../metrics/clustering-scores.ts';
import type { LabelledFaces } from '../../metrics/labelled-faces.ts';
import { linkVectors } from '../../metrics/link-vectors.ts';

/** Results of grouping some people, and of others who have as many photos. */
export interface KindsReport {
  faces: number;
  people: number;
  named: { distance: number; bcubed: Scores };
  /** Means of {@link draws} libraries of other people. */
  others: { distance: number; bcubed: Scores };
}

/** Number of libraries of other people, drawn at random. */
const draws = 10;

/**
 * Groups the named people as a library, and further libraries of other people who each have as many photos as one of them,
 * since the quality of groups depends on the number of photos.
 * @param names name of each person, by the person's number in `faces`
 * @throws FamiliarError `bad-request` where nobody is named, or no other has as many photos
 */
export function compareKinds(
  faces: LabelledFaces,
  names: readonly string[],
  named: ReadonlySet<string>,
  grouping: AlbumGrouping,
  seed: number,
): KindsReport {
  const byPerson = Map.groupBy(faces.people.keys(), (face) => numberAt(faces.people, face));
  const these = [...byPerson].filter(([person]) => named.has(elementAt(names, person)));
  if (these.length === 0) throw new FamiliarError('bad-request', 'none of the people named has a face here');
  const random = seededRandom(seed);
  const others = Array.from({ length: draws }, () => {
    const left = shuffled(
      [...byPerson].filter(([person]) => !named.has(elementAt(names, person))),
      random,
    );
    return these.flatMap(([, photos]) => {
      const at = left.findIndex(([, theirs]) => theirs.length === photos.length);
      if (at < 0) throw new FamiliarError('bad-request', `nobody else has ${photos.length} photos`);
      return elementAt(left.splice(at, 1), 0)[1];
    });
  });
  const own = these.flatMap(([, photos]) => photos);
  const drawn = others.map((each) => groupAlone(faces, each, grouping));
  const mean = (value: (figures: (typeof drawn)[number]) => number) =>
    drawn.reduce((sum, figures) => sum + value(figures), 0) / draws;
  return {
    faces: own.length,
    people: these.length,
    named: groupAlone(faces, own, grouping),
    others: {
      distance: mean(({ distance }) => distance),
      bcubed: {
        precision: mean(({ bcubed }) => bcubed.precision),
        recall: mean(({ bcubed }) => bcubed.recall),
        f: mean(({ bcubed }) => bcubed.f),
      },
    },
  };
}

/** Groups some of the faces as a library of their own. */
function groupAlone({ vectors, people }: LabelledFaces, chosen: readonly number[], grouping: AlbumGrouping) {
  const { measure, usual } = grouping;
  const own = new Float32Array(chosen.length * dimension);
  chosen.forEach((face, k) =>
    own.set(vectors.subarray(face * dimension, (face + 1) * dimension), k * dimension),
  );
  const points = { vectors: own, dimension, groups: [...chosen.keys()] };
  const { input, dendrogram } = linkVectors(points, measure);
  const distance = findBestCut(input, dendrogram, tunedBetween(measure)) ?? usual;
  const { bcubed } = scoreClusters(
    clustersAt(dendrogram, distance),
    chosen.map((face) => uint32At(people, face)),
  );
  return { distance, bcubed };
}

/**
 * Reads the names of folders from a file, one in each line.
 * @throws FamiliarError `path-missing`, or `bad-request` where it holds none
 */
export async function readNames(path: string): Promise<Set<string>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new FamiliarError('path-missing', `cannot read ${path}`, { cause });
  });
  const names = text.split(/\r?\n/).flatMap((line) => line.trim() || []);
  if (names.length === 0) throw new FamiliarError('bad-request', `there are no names in ${path}`);
  return new Set(names);
}
