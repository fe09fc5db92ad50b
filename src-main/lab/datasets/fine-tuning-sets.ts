import { seededRandom, shuffled } from '../../common/random.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { PersonFolder } from '../../photos/person-folders.ts';

export interface FineTuningDeal {
  /** Least number of photos of a labelled person. */
  least: number;
  /** Greatest number of labelled people; those with most photos are taken. */
  people: number;
  /** Greatest number of photos of each labelled person. */
  photos: number;
  /** Number of people whom training never sees. */
  strangers: number;
  /** Greatest number of photos of each stranger. */
  strangerPhotos: number;
  /** Number of photos of further people, who are in the library without a name. */
  library: number;
  seed: number;
}

/** Sets of people to learn from and to evaluate on. No photo, and no person but the labelled ones, is in two sets. */
export interface FineTuningSets {
  /** Half of the photos of each labelled person. */
  albums: PersonFolder[];
  /** The other half. */
  heldOut: PersonFolder[];
  /** People with at least two photos, so that there are pairs of one person among them. */
  strangers: PersonFolder[];
  library: string[];
}

/**
 * Draws the sets at random.
 * @throws FamiliarError `bad-request` where fewer than two people have enough photos, or there are no strangers
 */
export function dealFineTuningSets(
  folders: readonly PersonFolder[],
  { least, people, photos, strangers, strangerPhotos, library, seed }: FineTuningDeal,
): FineTuningSets {
  const random = seededRandom(seed);
  const labelled = folders
    .filter(({ paths }) => paths.length >= least)
    .sort((a, b) => b.paths.length - a.paths.length)
    .slice(0, people);
  const chosen = new Set(labelled);
  const others = shuffled(
    folders.filter((folder) => !chosen.has(folder)),
    random,
  );
  const seen = others.filter(({ paths }) => paths.length > 1).slice(0, strangers);
  const unknown = new Set(seen);
  if (labelled.length < 2 || seen.length < 2) {
    throw new FamiliarError(
      'bad-request',
      `there are ${labelled.length} people with ${least} photos and ${seen.length} others with two: too few`,
    );
  }
  const halves = labelled.map(({ person, paths }) => {
    const order = shuffled(paths, random).slice(0, photos);
    const half = Math.ceil(order.length / 2);
    return { person, learned: order.slice(0, half).sort(), kept: order.slice(half).sort() };
  });
  return {
    albums: halves.map(({ person, learned }) => ({ person, paths: learned })),
    heldOut: halves.map(({ person, kept }) => ({ person, paths: kept })),
    strangers: seen.map(({ person, paths }) => ({ person, paths: paths.slice(0, strangerPhotos) })),
    library: others
      .filter((folder) => !unknown.has(folder))
      .flatMap(({ paths }) => paths)
      .slice(0, library),
  };
}
