import { dot } from '../common/vectors.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { PeopleAtDistance, PersonDetail, PersonSummary } from '../contract/models.ts';
import { listLabels, putLabels, updateLabelsOfPerson } from '../db/labels.ts';
import type { ReadableDb, WritableDb } from '../db/open.ts';
import { deletePerson, findPersonByName, insertPerson, listPeople, updatePersonName } from '../db/people.ts';
import { getPhotos } from '../db/photos.ts';
import type { VectorRow } from '../db/vectors.ts';
import { clustersAt, type Clusters } from './clusters.ts';
import { type FaceOwner, toPhotoSummary } from './photos.ts';
import { type Group, meanDirection, reconcile } from './reconcile.ts';

/** How faces are grouped: the cut, and how many faces make a group worth showing. */
export interface Grouping {
  distance: number;
  minFaces: number;
}

/** The people of a library at any distance. */
export class People {
  readonly #db: ReadableDb;
  readonly #clusters: Clusters;

  constructor(db: ReadableDb, clusters: Clusters) {
    this.#db = db;
    this.#clusters = clusters;
  }

  async list({ distance, minFaces }: Grouping, signal?: AbortSignal): Promise<PeopleAtDistance> {
    const groups = await this.#groupsAt(distance, signal);
    const names = this.#names();
    const shown = groups.filter((group) => isShown(group, minFaces));
    const people = shown
      .map((group) => summarise(group, names))
      .sort((a, b) => b.faces - a.faces || b.photos - a.photos || a.cover - b.cover);
    const all = groups.reduce((sum, group) => sum + group.faces.length, 0);
    return { distance, people, unassigned: all - people.reduce((sum, person) => sum + person.faces, 0) };
  }

  /** @throws FamiliarError `not-found` */
  async get(id: string, distance: number, signal?: AbortSignal): Promise<PersonDetail> {
    const group = await this.#find(id, distance, signal);
    const centre = meanDirection(group.faces);
    const typical = group.faces.toSorted((a, b) => dot(b.vector, centre) - dot(a.vector, centre));
    return {
      person: summarise(group, this.#names()),
      faces: typical.map(({ faceId, photoId }) => ({ id: faceId, photoId })),
      photos: getPhotos(this.#db, [...photosOf(group)]).map(toPhotoSummary),
    };
  }

  /** The owner of each face, by face id; a face on its own is a cluster of one. */
  async owners(distance: number, signal?: AbortSignal): Promise<Map<number, FaceOwner>> {
    const names = this.#names();
    const owners = new Map<number, FaceOwner>();
    for (const group of await this.#groupsAt(distance, signal)) {
      const owner = { personId: publicId(group), name: nameOf(group, names) };
      for (const { faceId } of group.faces) owners.set(faceId, owner);
    }
    return owners;
  }

  /** The paths of each shown person's photos, by public id. */
  async paths({ distance, minFaces }: Grouping): Promise<Map<string, string[]>> {
    const shown = (await this.#groupsAt(distance)).filter((group) => isShown(group, minFaces));
    return new Map(
      shown.map((group) => [
        publicId(group),
        getPhotos(this.#db, [...photosOf(group)]).map((photo) => photo.path),
      ]),
    );
  }

  /**
   * Names a person; see `people.name` in the contract.
   * @returns the id under which the person is found from now on
   * @throws FamiliarError `not-found`
   */
  async rename(db: WritableDb, id: string, name: string, distance: number): Promise<string> {
    const wanted = name
      .toWellFormed()
      .normalize('NFC')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim();
    const group = await this.#find(id, distance);
    if (id.startsWith('c') && group.personId !== null) {
      throw new FamiliarError('not-found', `${id} has become part of a person who has a name`);
    }
    return db.transaction(() => nameGroup(db, group, wanted)).immediate();
  }

  async #groupsAt(distance: number, signal?: AbortSignal): Promise<Group[]> {
    const linked = await this.#clusters.linked(signal);
    const labels = new Map(listLabels(this.#db).map(({ faceId, personId }) => [faceId, personId]));
    return reconcile(clustersAt(linked, distance), labels);
  }

  /** A cluster is found by its lowest face even where, at this distance, that face has gone to another group. */
  async #find(id: string, distance: number, signal?: AbortSignal): Promise<Group> {
    const number = Number(id.slice(1));
    const groups = await this.#groupsAt(distance, signal);
    const found = id.startsWith('p')
      ? groups.find((group) => group.personId === number)
      : groups.find((group) => group.faces.some((face) => face.faceId === number));
    if (!found) throw new FamiliarError('not-found', `there is no person ${id}`);
    return found;
  }

  #names(): Map<number, string> {
    return new Map(listPeople(this.#db).map(({ id, name }) => [id, name]));
  }
}

function nameGroup(db: WritableDb, group: Group, name: string): string {
  const { personId } = group;
  if (name === '') {
    if (personId !== null) deletePerson(db, personId);
    return publicId({ personId: null, faces: group.faces });
  }
  const namesake = findPersonByName(db, name);
  if (personId === null) {
    const owner = namesake?.id ?? insertPerson(db, name);
    putLabels(
      db,
      owner,
      group.faces.map((face) => face.faceId),
    );
    return `p${owner}`;
  }
  if (!namesake || namesake.id === personId) {
    updatePersonName(db, personId, name);
    return `p${personId}`;
  }
  updateLabelsOfPerson(db, personId, namesake.id);
  deletePerson(db, personId);
  return `p${namesake.id}`;
}

/** Someone the user has named is shown however few their faces are. */
const isShown = (group: Group, minFaces: number): boolean =>
  group.personId !== null || group.faces.length >= minFaces;

const lowestFace = (faces: readonly VectorRow[]): number =>
  faces.reduce((lowest, { faceId }) => Math.min(lowest, faceId), Infinity);

const publicId = (group: Group): string =>
  group.personId === null ? `c${lowestFace(group.faces)}` : `p${group.personId}`;

const nameOf = ({ personId }: Group, names: ReadonlyMap<number, string>): string | null =>
  personId === null ? null : (names.get(personId) ?? null);

const photosOf = (group: Group): Set<number> => new Set(group.faces.map((face) => face.photoId));

function summarise(group: Group, names: ReadonlyMap<number, string>): PersonSummary {
  const cover = group.faces.reduce((best, face) => (face.prominence > best.prominence ? face : best));
  return {
    id: publicId(group),
    name: nameOf(group, names),
    faces: group.faces.length,
    photos: photosOf(group).size,
    cover: cover.faceId,
  };
}
