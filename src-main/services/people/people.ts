import { float32At, uint32At } from '../../common/typed-arrays.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { LeftOutReason, PeopleAtDistance, PersonDetail, PersonSummary } from '../../contract/models.ts';
import { formatCluster, formatPersonRow, parsePersonId } from '../../contract/person-id.ts';
import { momentsOf } from '../../db/faces.ts';
import type { ReadableDb } from '../../db/open.ts';
import { listKnownPeople, nameKey } from '../../db/people.ts';
import { getPhotos } from '../../db/photos.ts';
import { getVectors } from '../../db/vectors.ts';
import { asModel } from '../model-session/active-model.ts';
import type { Grouping } from '../model-session/grouping.ts';
import type { FaceSpace } from '../model-session/session.ts';
import { type FaceOwner, type FaceOwners, toPhotoSummary } from '../files/photos.ts';
import { type Group, Groups } from './groups.ts';
import { inListOrder, type ListOrder, rankOf } from './list-order.ts';
import { seenWith } from './seen-with.ts';
import { byTypicality } from './typical.ts';
import type { Known, View } from './view.ts';

/** A page of a list. */
export interface Page {
  offset: number;
  limit: number;
}

/** A list of people, see `people.list` in the contract. */
export interface Listing extends Grouping {
  which?: Kind | undefined;
  sort?: ListOrder | undefined;
  match?: string | undefined;
  /** Photos that are counted, by the person's photos; by default all. */
  once?: Once | undefined;
}

/** Leaves out photos of which a better shot is among the given ones. */
export type Once = (photos: readonly number[]) => number[];

const everyone: Page = { offset: 0, limit: Infinity };

/** The people of a library at any distance. */
export class People {
  readonly #db: ReadableDb;
  readonly #session: { readonly current: Pick<FaceSpace, 'clusters'> };

  /**
   * @param session whose `current` clusters group the faces; a change of models replaces them
   */
  constructor(db: ReadableDb, session: { readonly current: Pick<FaceSpace, 'clusters'> }) {
    this.#db = db;
    this.#session = session;
  }

  /** People at a distance, see `people.list` in the contract. */
  async list(
    { distance, minFaces, which = 'listed', sort = 'faces', match = '', once }: Listing,
    signal?: AbortSignal,
    { offset, limit }: Page = everyone,
  ): Promise<PeopleAtDistance> {
    const view = await this.viewAt(distance, signal);
    const { groups, known } = view;
    const leftOut = noneLeftOut();
    const matching = matcherOf(view, match);
    let unassigned = 0;
    const kinds: Record<Kind, number[]> = { listed: [], smaller: [], unclear: [] };
    for (let group = 0; group < groups.count; group++) {
      const kind = kindOf(groups, group, minFaces);
      if (kind === 'unclear') {
        const weakness = view.linked.faces.weaknessOf(groups.lowestOf(group));
        if (weakness !== null) leftOut[weakness]++;
      }
      if (kind !== 'listed') unassigned += groups.sizeOf(group);
      if (matching(group)) kinds[kind].push(group);
    }
    const asked = kinds[which];
    const people = inListOrder(view, asked, sort)
      .slice(offset, offset + limit)
      .map((group) => summarise(view, groups.get(group), once));
    const visible = asked.filter((group) => !isHidden(groups, group, known));
    const ranks = visible.map((group) => rankOf(known.get(groups.personOf(group) ?? 0)));
    return {
      distance,
      people,
      total: asked.length,
      hidden: asked.length - visible.length,
      favourites: ranks.filter((rank) => rank === 0).length,
      named: ranks.filter((rank) => rank === 1).length,
      unassigned,
      leftOut,
    };
  }

  /**
   * @throws FamiliarError `not-found`
   */
  async get(
    id: string,
    distance: number,
    signal?: AbortSignal,
    { own, once }: { own?: number | undefined; once?: Once | undefined } = {},
  ): Promise<PersonDetail> {
    const settled = await this.viewAt(distance, signal);
    const view = own === undefined ? settled : this.#withOwn(settled, id, distance, own);
    const group = find(view, id);
    const { faceIds, photos } = view.linked.faces.columns;
    const ids = Array.from(group.members, (point) => uint32At(faceIds, point));
    const typical = byTypicality(getVectors(this.#db, view.modelId, ids));
    return {
      person: summarise(view, group, once),
      own: this.#ownDistances(settled).get(group.personId ?? 0) ?? null,
      birth: view.known.get(group.personId ?? 0)?.birth ?? null,
      faces: typical.map((id) => ({ id, photoId: uint32At(photos, view.linked.faces.pointOf(id)) })),
      photos: getPhotos(this.#db, photosOf(view, group, once)).map(toPhotoSummary),
      seenWith: seenWith(view, group).map(({ other, photos }) => {
        const { id, name, cover } = summarise(view, other);
        return { id, name: name ?? '', cover, photos };
      }),
      moments: momentsOf(this.#db, ids),
    };
  }

  /**
   * The faces of a person at a distance; `personId` is the row of `people`, null for a cluster.
   * @throws FamiliarError `not-found`
   */
  async facesOf(id: string, distance: number): Promise<{ personId: number | null; faceIds: number[] }> {
    const view = await this.viewAt(distance);
    const { personId, members } = find(view, id);
    return {
      personId,
      faceIds: Array.from(members, (point) => uint32At(view.linked.faces.columns.faceIds, point)),
    };
  }

  /** The owner of each face; a single face, also one left out, is a cluster of one. */
  async owners(distance: number, signal?: AbortSignal): Promise<FaceOwners> {
    const view = await this.viewAt(distance, signal);
    return {
      get(faceId): FaceOwner | undefined {
        const group = view.groups.groupOf(faceId);
        if (group === undefined) return undefined;
        const isLeftOut = view.groups.isLeftOut(group);
        const person = view.known.get(view.groups.personOf(group) ?? 0);
        return {
          personId: publicId(view, view.groups.get(group)),
          name: person?.name ?? null,
          birth: person?.birth ?? null,
          leftOut: isLeftOut ? view.linked.faces.weaknessOf(view.linked.faces.pointOf(faceId)) : null,
        };
      },
    };
  }

  /** The paths of each shown person's photos, by public id. */
  async paths({ distance, minFaces }: Grouping): Promise<Map<string, string[]>> {
    const view = await this.viewAt(distance);
    const paths = new Map<string, string[]>();
    for (let number = 0; number < view.groups.count; number++) {
      if (view.groups.isLeftOut(number) || !isShown(view.groups, number, minFaces)) continue;
      const group = view.groups.get(number);
      const photos = getPhotos(this.#db, photosOf(view, group));
      paths.set(
        publicId(view, group),
        photos.map((photo) => photo.path),
      );
    }
    return paths;
  }

  /** The current groups, for several queries at once. */
  async viewAt(distance: number, signal?: AbortSignal): Promise<View> {
    const { clusters } = this.#session.current;
    const linked = await clusters.linked(signal);
    const known = new Map(listKnownPeople(this.#db).map((person) => [person.id, person]));
    const base = { modelId: clusters.modelId, linked, known };
    return { ...base, groups: this.#cut(base, distance) };
  }

  /** The same faces and people, grouped at another distance. */
  regroup(view: View, distance: number): View {
    return { ...view, groups: this.#cut(view, distance) };
  }

  #cut(view: Omit<View, 'groups'>, distance: number): Groups {
    return new Groups(view.linked, distance, this.#ownDistances(view));
  }

  /** Groups as if a person had this distance of their own. A cluster is grouped as if the library had it. */
  #withOwn(view: View, id: string, distance: number, own: number): View {
    const { row } = parsePersonId(id);
    if (row === null) return this.regroup(view, own);
    const others = this.#ownDistances(view).set(row, own);
    return { ...view, groups: new Groups(view.linked, distance, others) };
  }

  /** People's own distances in the model's scale, by row of `people`. */
  #ownDistances({ modelId, known }: Omit<View, 'groups'>): Map<number, number> {
    const own = new Map<number, number>();
    for (const person of known.values()) {
      if (person.distance !== null) own.set(person.id, asModel(this.#db, modelId, person.distance));
    }
    return own;
  }
}

/**
 * Finds a group by its public id. Any face of a cluster identifies it, also a face that has moved to another group at
 * this distance. A face left out is found by its own id, so that it can be named.
 */
export function find({ groups }: View, id: string): Group {
  const { row, lowestFace } = parsePersonId(id);
  const group = row === null ? groups.groupOf(lowestFace) : groups.groupOfPerson(row);
  if (group === undefined) throw new FamiliarError('not-found', `there is no person ${id}`);
  return groups.get(group);
}

/** True for groups in the list: known people with any number of faces, clusters from `minFaces` on. */
export const isShown = (groups: Groups, group: number, minFaces: number): boolean =>
  groups.personOf(group) !== null || groups.sizeOf(group) >= minFaces;

export const isHidden = (groups: Groups, group: number, known: Known): boolean =>
  known.get(groups.personOf(group) ?? 0)?.hidden ?? false;

const noneLeftOut = (): Record<LeftOutReason, number> => ({
  'too-small': 0,
  blurred: 0,
  'turned-away': 0,
  unsure: 0,
  'in-film': 0,
});

/** In which list a group is: with the people, in a group too small to be listed, or a face left out of groups. */
type Kind = 'listed' | 'smaller' | 'unclear';

function kindOf(groups: Groups, group: number, minFaces: number): Kind {
  if (groups.isLeftOut(group)) return 'unclear';
  return isShown(groups, group, minFaces) ? 'listed' : 'smaller';
}

/** Says of a group whether its name contains a text; an empty text is in every name. */
function matcherOf({ groups, known }: View, text: string): (group: number) => boolean {
  const key = nameKey(text.trim());
  if (key === '') return () => true;
  return (group) => nameKey(known.get(groups.personOf(group) ?? 0)?.name ?? '').includes(key);
}

/** Public id of a group. */
export const publicId = ({ linked }: View, { personId, lowest }: Group): string =>
  personId === null
    ? formatCluster(uint32At(linked.faces.columns.faceIds, lowest))
    : formatPersonRow(personId);

function photosOf({ linked }: View, { members }: Group, once?: Once): number[] {
  const photos = [...new Set(Array.from(members, (point) => uint32At(linked.faces.columns.photos, point)))];
  return once ? once(photos) : photos;
}

function summarise(view: View, group: Group, once?: Once): PersonSummary {
  const { faceIds } = view.linked.faces.columns;
  const person = group.personId === null ? undefined : view.known.get(group.personId);
  const chosen = person?.coverFaceId ?? null;
  const isTheirs = chosen !== null && group.members.includes(view.linked.faces.pointOf(chosen));
  return {
    id: publicId(view, group),
    name: person?.name ?? null,
    faces: group.members.length,
    photos: once ? photosOf(view, group, once).length : view.linked.faces.countPhotos(group.members),
    cover: isTheirs ? chosen : uint32At(faceIds, coverOf(view, group)),
    hidden: person?.hidden ?? false,
    favourite: person?.favourite ?? false,
  };
}

/**
 * The cover of a group without a chosen one: the most prominent confirmed face of a person, which is the same at
 * every distance; the most prominent face of a cluster.
 */
function coverOf({ linked }: View, { personId, members }: Group): number {
  const { people, prominence } = linked.faces.columns;
  const confirmed = personId === null ? members : members.filter((point) => people[point] === personId);
  const candidates = confirmed.length > 0 ? confirmed : members;
  return candidates.reduce((best, point) =>
    float32At(prominence, point) > float32At(prominence, best) ||
    (prominence[point] === prominence[best] && point < best)
      ? point
      : best,
  );
}
