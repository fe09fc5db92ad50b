import { dot } from '../common/vectors.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { LeftOutReason, PeopleAtDistance, PersonDetail, PersonSummary } from '../contract/models.ts';
import { listDismissed } from '../db/corrections.ts';
import { listLabels } from '../db/labels.ts';
import type { ReadableDb } from '../db/open.ts';
import { type KnownPersonRow, listKnownPeople } from '../db/people.ts';
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
  #clusters: Clusters;

  constructor(db: ReadableDb, clusters: Clusters) {
    this.#db = db;
    this.#clusters = clusters;
  }

  /** Groups by other clusters from now on: those of another model. */
  follow(clusters: Clusters): void {
    this.#clusters = clusters;
  }

  async list({ distance, minFaces }: Grouping, signal?: AbortSignal): Promise<PeopleAtDistance> {
    const { groups, leftOut } = await this.#groupsAt(distance, signal);
    const known = this.#known();
    const shown = groups.filter((group) => isShown(group, minFaces));
    const people = shown
      .map((group) => summarise(group, known))
      .sort((a, b) => b.faces - a.faces || b.photos - a.photos || a.cover - b.cover);
    const all = groups.reduce((sum, group) => sum + group.faces.length, leftOut.length);
    const unassigned = all - people.reduce((sum, person) => sum + person.faces, 0);
    const hidden = people.filter((person) => person.hidden).length;
    return { distance, people, hidden, unassigned, leftOut: countByReason(leftOut) };
  }

  /** @throws FamiliarError `not-found` */
  async get(id: string, distance: number, signal?: AbortSignal): Promise<PersonDetail> {
    const group = await this.#find(id, distance, signal);
    const centre = meanDirection(group.faces);
    const typical = group.faces.toSorted((a, b) => dot(b.vector, centre) - dot(a.vector, centre));
    return {
      person: summarise(group, this.#known()),
      faces: typical.map(({ faceId, photoId }) => ({ id: faceId, photoId })),
      photos: getPhotos(this.#db, [...photosOf(group)]).map(toPhotoSummary),
    };
  }

  /**
   * The faces that a person has at a distance; `personId` is the row of people, null for a cluster.
   * @throws FamiliarError `not-found`
   */
  async facesOf(id: string, distance: number): Promise<{ personId: number | null; faceIds: number[] }> {
    const { personId, faces } = await this.#find(id, distance);
    return { personId, faceIds: faces.map(({ faceId }) => faceId) };
  }

  /** The owner of each face, by face id; a face on its own, and one left out, is a cluster of one. */
  async owners(distance: number, signal?: AbortSignal): Promise<Map<number, FaceOwner>> {
    const known = this.#known();
    const owners = new Map<number, FaceOwner>();
    const { groups, leftOut } = await this.#groupsAt(distance, signal);
    for (const group of groups) {
      const owner = { personId: publicId(group), name: nameOf(group, known), leftOut: null };
      for (const { faceId } of group.faces) owners.set(faceId, owner);
    }
    for (const face of leftOut) {
      owners.set(face.faceId, { personId: publicId(alone(face)), name: null, leftOut: face.weakness });
    }
    return owners;
  }

  /** The paths of each shown person's photos, by public id. */
  async paths({ distance, minFaces }: Grouping): Promise<Map<string, string[]>> {
    const { groups } = await this.#groupsAt(distance);
    const shown = groups.filter((group) => isShown(group, minFaces));
    return new Map(
      shown.map((group) => [
        publicId(group),
        getPhotos(this.#db, [...photosOf(group)]).map((photo) => photo.path),
      ]),
    );
  }

  /** A poor face that the user has labelled is with its person, near or not; no other is left out of all groups. */
  async #groupsAt(
    distance: number,
    signal?: AbortSignal,
  ): Promise<{ groups: Group[]; leftOut: VectorRow[] }> {
    const linked = await this.#clusters.linked(signal);
    const labels = new Map(listLabels(this.#db).map(({ faceId, personId }) => [faceId, personId]));
    const dismissed = new Set(listDismissed(this.#db));
    const cut = clustersAt(linked, distance);
    const present = (faces: VectorRow[]) =>
      dismissed.size === 0 ? faces : faces.filter(({ faceId }) => !dismissed.has(faceId));
    const clusters = cut.clusters.map(present).filter((faces) => faces.length > 0);
    const leftOut = present(cut.leftOut);
    const labelled = leftOut.filter((face) => labels.has(face.faceId));
    return {
      groups: reconcile([...clusters, ...labelled.map((face) => [face])], labels),
      leftOut: leftOut.filter((face) => !labels.has(face.faceId)),
    };
  }

  /**
   * A cluster is found by its lowest face even where, at this distance, that face has gone to another group; a
   * face that is left out by its own id, so that it can be named.
   */
  async #find(id: string, distance: number, signal?: AbortSignal): Promise<Group> {
    const number = Number(id.slice(1));
    const { groups, leftOut } = await this.#groupsAt(distance, signal);
    const found = id.startsWith('p')
      ? groups.find((group) => group.personId === number)
      : [...groups, ...leftOut.map(alone)].find((group) =>
          group.faces.some((face) => face.faceId === number),
        );
    if (!found) throw new FamiliarError('not-found', `there is no person ${id}`);
    return found;
  }

  #known(): Known {
    return new Map(listKnownPeople(this.#db).map((person) => [person.id, person]));
  }
}

/** Someone the user has named is shown however few their faces are. */
const isShown = (group: Group, minFaces: number): boolean =>
  group.personId !== null || group.faces.length >= minFaces;

/** A face as a cluster of its own. */
const alone = (face: VectorRow): Group => ({ personId: null, faces: [face] });

function countByReason(leftOut: readonly VectorRow[]): Record<LeftOutReason, number> {
  const counts = { 'too-small': 0, blurred: 0, 'turned-away': 0, unsure: 0 };
  for (const { weakness } of leftOut) if (weakness !== null) counts[weakness]++;
  return counts;
}

const lowestFace = (faces: readonly VectorRow[]): number =>
  faces.reduce((lowest, { faceId }) => Math.min(lowest, faceId), Infinity);

const publicId = (group: Group): string =>
  group.personId === null ? `c${lowestFace(group.faces)}` : `p${group.personId}`;

/** Whom the user has named, put together, split off or hidden, by row. */
type Known = ReadonlyMap<number, KnownPersonRow>;

const nameOf = ({ personId }: Group, known: Known): string | null =>
  personId === null ? null : (known.get(personId)?.name ?? null);

const photosOf = (group: Group): Set<number> => new Set(group.faces.map((face) => face.photoId));

function summarise(group: Group, known: Known): PersonSummary {
  const person = group.personId === null ? undefined : known.get(group.personId);
  const prominent = group.faces.reduce((best, face) => (face.prominence > best.prominence ? face : best));
  const chosen = group.faces.find((face) => face.faceId === person?.coverFaceId);
  return {
    id: publicId(group),
    name: nameOf(group, known),
    faces: group.faces.length,
    photos: photosOf(group).size,
    cover: (chosen ?? prominent).faceId,
    hidden: person?.hidden ?? false,
  };
}
