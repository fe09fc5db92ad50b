import { FamiliarError } from '../../contract/errors.ts';
import { formatCluster, formatPersonRow, isCluster } from '../../contract/person-id.ts';
import { countedFaces } from '../../db/counted.ts';
import { labelsOf } from '../../db/labels.ts';
import type { ReadableDb } from '../../db/open.ts';
import type { FaceOwners } from '../files/photos.ts';
import { lowest, type PersonFaces } from './rules.ts';

/** Grouping as corrections need it: the faces and owners shown at a distance. */
export interface PeopleAtHand {
  /**
   * @throws FamiliarError `not-found`
   */
  facesOf(id: string, distance: number): Promise<PersonFaces>;
  /** Owners of faces. */
  owners(distance: number, signal?: AbortSignal): Promise<FaceOwners>;
}

/** Resolves public ids of people for a correction. */
export class ShownPeople {
  readonly #db: ReadableDb;
  readonly #people: PeopleAtHand;

  constructor(db: ReadableDb, people: PeopleAtHand) {
    this.#db = db;
    this.#people = people;
  }

  /**
   * @throws FamiliarError `not-found`, also for a cluster that has become part of somebody since it was shown
   */
  async find(id: string, distance: number): Promise<PersonFaces> {
    const person = await this.#people.facesOf(id, distance);
    if (isCluster(id) && person.personId !== null) {
      throw new FamiliarError('not-found', `${id} has become part of another person`);
    }
    return person;
  }

  /** Each person once, in the order of the list. */
  async findAll(ids: readonly string[], distance: number): Promise<PersonFaces[]> {
    const people = new Map<string, PersonFaces>();
    for (const id of new Set(ids)) {
      const person = await this.find(id, distance);
      const key =
        person.personId === null ? formatCluster(lowest(person.faceIds)) : formatPersonRow(person.personId);
      if (!people.has(key)) people.set(key, person);
    }
    return [...people.values()];
  }

  /** The people and clusters of these faces, and people who have labels on them without being shown with any face. */
  async with(faces: readonly number[], distance: number): Promise<PersonFaces[]> {
    const owners = await this.owners(distance);
    const ids = new Set(faces.flatMap((faceId) => owners.get(faceId)?.personId ?? []));
    const sources = await Promise.all([...ids].map((id) => this.#people.facesOf(id, distance)));
    const unseen = new Set(labelsOf(this.#db, faces).values());
    for (const { personId } of sources) if (personId !== null) unseen.delete(personId);
    return [...sources, ...[...unseen].map((personId) => ({ personId, faceIds: [] }))];
  }

  owners(distance: number): ReturnType<PeopleAtHand['owners']> {
    return this.#people.owners(distance);
  }
}

/** Null instead of `not-found`, for a person without any shown face. */
export async function unlessGone<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof FamiliarError && error.code === 'not-found') return null;
    throw error;
  }
}

/**
 * @throws FamiliarError `not-found` where one of these faces is not there, or was dismissed
 */
export function mustBeThere(db: ReadableDb, faces: readonly number[]): void {
  const present = new Set(countedFaces(db, faces));
  const missing = faces.find((faceId) => !present.has(faceId));
  if (missing !== undefined) throw new FamiliarError('not-found', `there is no face ${missing}`);
}
