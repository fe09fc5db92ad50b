import { numberAt } from '../../common/typed-arrays.ts';
import { elementAt } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Edited, EditSummary } from '../../contract/edits.ts';
import type { AskedNames, NameProposal, ProposalKey } from '../../contract/proposals.ts';
import { formatPersonRow } from '../../contract/person-id.ts';
import { rejectedFaces } from '../../db/corrections.ts';
import { drawnAmong, photosOfFaces } from '../../db/faces.ts';
import { labelsOf } from '../../db/labels.ts';
import type { ReadableDb } from '../../db/open.ts';
import { findPersonByName, listKnownPeople, nameKey } from '../../db/people.ts';
import type { ProposalRow } from '../../db/proposals.ts';
import type { Edit } from '../../edits/edit.ts';
import type { Corrections } from './corrections.ts';
import { giveName, label, type PersonFaces, rowNamed } from './rules.ts';
import type { FaceOwners } from '../files/photos.ts';
import { proposalsByFace } from './open-proposals.ts';
import { photosOfNamesake, photosWith } from './same-photo.ts';
import type { ShownPeople } from './resolve.ts';
import { settleUnplaced } from './unplaced-names.ts';

/** Largest number of faces reported per proposal. */
const facesTold = 4;

/** One name proposed for faces of one group. */
interface Proposed extends Omit<NameProposal, 'faces' | 'total'> {
  faces: number[];
}

/** Names of photos without a place; the user says which face each belongs to. By photo. */
export function listAskedNames(db: ReadableDb, owners: FaceOwners, photoId?: number): AskedNames[] {
  const { asked } = settleUnplaced(db, owners, proposalsByFace(db), hiddenPeople(db));
  return photoId === undefined ? asked : asked.filter((one) => one.photoId === photoId);
}

const hiddenPeople = (db: ReadableDb): Set<string> =>
  new Set(
    listKnownPeople(db)
      .filter((person) => person.hidden)
      .map((person) => formatPersonRow(person.id)),
  );

/** Number of names accepted or declined, and of their faces. */
export interface Settled {
  names: number;
  faces: number;
}

export interface AcceptOptions {
  /** Keys of proposals; all where it is missing. */
  keys?: readonly ProposalKey[] | undefined;
  /** Treatment of proposals that would put a person into a photo twice. */
  together?: 'take' | 'leave' | undefined;
}

/**
 * Names that photos, sidecars and exported files propose, for the people as grouped by `owners`; most faces first.
 * Hidden people and names that agree with the user's are left out.
 * @param id only proposals for this person
 */
export function listNameProposals(db: ReadableDb, owners: FaceOwners, id?: string): NameProposal[] {
  return collect(db, owners, id).map(({ faces, ...proposal }) => ({
    ...proposal,
    faces: faces.slice(0, facesTold),
    total: faces.length,
  }));
}

function collect(db: ReadableDb, owners: FaceOwners, id?: string): Proposed[] {
  const hidden = hiddenPeople(db);
  const placed = proposalsByFace(db);
  const unplaced = settleUnplaced(db, owners, placed, hidden).proposed;
  const groups = new Map<string, Map<string, ProposalRow[]>>();
  const names = new Map<string, string | null>();
  for (const proposal of [...placed.values(), ...unplaced]) {
    const owner = owners.get(proposal.faceId);
    if (!owner || hidden.has(owner.personId) || (id !== undefined && owner.personId !== id)) continue;
    if (owner.name !== null && nameKey(owner.name) === nameKey(proposal.name)) continue;
    names.set(owner.personId, owner.name);
    const group = groups.get(owner.personId) ?? new Map<string, ProposalRow[]>();
    const key = nameKey(proposal.name);
    group.set(key, [...(group.get(key) ?? []), proposal]);
    groups.set(owner.personId, group);
  }
  const all = [...groups].flatMap(([person, group]) =>
    [...group.values()].map((rows) => ({
      id: person,
      name: names.get(person) ?? null,
      proposed: elementAt(rows, 0).name,
      sources: [...new Set(rows.map(({ source }) => source))].sort(),
      faces: rows.map(({ faceId }) => faceId),
      whole: (names.get(person) ?? null) === null && group.size === 1,
    })),
  );
  return all.sort(
    (a, b) =>
      b.faces.length - a.faces.length ||
      numberAt(a.faces, 0) - numberAt(b.faces, 0) ||
      (a.proposed < b.proposed ? -1 : 1),
  );
}

/**
 * Accepts proposed names, as one edit. A nameless group with a single proposal is named as if by the user, and joins
 * the person of that name. Otherwise the faces with the proposal are labelled.
 * @throws FamiliarError `not-found` where one of them is not proposed (any more); `name-in-photo` where somebody would
 * be in a photo twice, and it was not said what becomes of that
 */
export function acceptNames(
  db: ReadableDb,
  corrections: Corrections,
  distance: number,
  { keys, together }: AcceptOptions = {},
): Promise<Edited<Settled & { left: number }>> {
  return corrections.make(async (shown) => {
    const all = pick(collect(db, await shown.owners(distance)), keys);
    const groups = new Map<Proposed, PersonFaces>();
    for (const one of all) if (one.whole) groups.set(one, await shown.find(one.id, distance));
    const twice =
      together === 'take' ? new Set<Proposed>() : await namedTwice(db, shown, distance, all, groups);
    if (twice.size > 0 && together === undefined) {
      const names = new Set([...twice].map(({ proposed }) => proposed));
      throw new FamiliarError('name-in-photo', `in a photo twice: ${[...names].join(', ')}`);
    }
    const proposals = all.filter((one) => !twice.has(one));
    return (edit) => {
      const given = proposals.map((one) => accept(edit, one, groups.get(one) ?? null));
      const faces = given.reduce((sum, count) => sum + count, 0);
      const { summary, result } = settled('accepted', edit.db, proposals, faces);
      return { summary, result: { ...result, left: all.length - proposals.length } };
    };
  });
}

/** Proposals whose person is in one of the photos already, or would be by an earlier proposal. */
async function namedTwice(
  db: ReadableDb,
  shown: ShownPeople,
  distance: number,
  all: readonly Proposed[],
  groups: ReadonlyMap<Proposed, PersonFaces>,
): Promise<Set<Proposed>> {
  const given = new Map<string, Set<number>>();
  const twice = new Set<Proposed>();
  for (const one of all) {
    const arriving = { faces: groups.get(one)?.faceIds ?? one.faces };
    const photos = photosWith(db, arriving);
    const before = given.get(nameKey(one.proposed)) ?? new Set();
    const there = await photosOfNamesake(db, shown, one.proposed, arriving, distance);
    if ([...photos].some((photo) => there.has(photo) || before.has(photo))) twice.add(one);
    else given.set(nameKey(one.proposed), new Set([...before, ...photos]));
  }
  return twice;
}

/** Returns the number of faces labelled. */
function accept(edit: Edit, { proposed, faces }: Proposed, group: PersonFaces | null): number {
  const namesake = findPersonByName(edit.db, proposed);
  const refused = new Set(namesake ? rejectedFaces(edit.db, namesake.id) : []);
  if (group && !group.faceIds.some((faceId) => refused.has(faceId))) {
    giveName(edit, group, proposed);
    return group.faceIds.length;
  }
  label(edit, rowNamed(edit, proposed), faces);
  return faces.length;
}

/**
 * Declines proposed names, as one edit; faces get no label from it.
 * @param keys keys of proposals; all where it is missing
 * @throws FamiliarError `not-found` where one of them is not proposed (any more)
 */
export function declineNames(
  db: ReadableDb,
  corrections: Corrections,
  distance: number,
  keys?: readonly ProposalKey[],
): Promise<Edited<Settled>> {
  return corrections.make(async (shown) => {
    const proposals = pick(collect(db, await shown.owners(distance)), keys);
    return (edit) => {
      for (const { proposed, faces } of proposals) {
        for (const faceId of faces) edit.remove('proposals', faceId);
        declineIn(edit, new Set(photosOfFaces(edit.db, faces).values()), proposed);
        // Such a face existed for its name alone.
        const labels = labelsOf(edit.db, faces);
        for (const faceId of drawnAmong(edit.db, faces)) {
          if (!labels.has(faceId)) edit.patch('faces', [faceId], { dismissed: 1 });
        }
      }
      const faces = proposals.flatMap((proposal) => proposal.faces);
      return settled('declined', edit.db, proposals, faces.length);
    };
  });
}

/** A new look at the photo's metadata does not bring a declined name back. */
function declineIn(edit: Edit, photos: Iterable<number>, name: string): void {
  for (const photoId of photos) edit.put('declined_names', { photo_id: photoId, name_key: nameKey(name) });
}

/**
 * Declines a name without a place, so that it is not asked for again.
 * @throws FamiliarError `not-found` where nobody asks for the name
 */
export function declineAsked(
  db: ReadableDb,
  corrections: Corrections,
  { photoId, name, distance }: { photoId: number; name: string; distance: number },
): Promise<Edited<Record<string, never>>> {
  return corrections.make(async (shown) => {
    const asked = listAskedNames(db, await shown.owners(distance), photoId).flatMap(({ names }) => names);
    if (!asked.some((one) => nameKey(one) === nameKey(name))) {
      throw new FamiliarError('not-found', `nobody says that ${name} is in photo ${photoId}`);
    }
    return (edit) => {
      declineIn(edit, [photoId], name);
      return { summary: { kind: 'declined', names: 1, name, faces: 0 }, result: {} };
    };
  });
}

function pick(all: Proposed[], keys: readonly ProposalKey[] | undefined): Proposed[] {
  if (keys === undefined) return all;
  const byKey = new Map(all.map((proposal) => [keyOf(proposal), proposal]));
  return [...new Map(keys.map((key) => [keyOf(key), key])).values()].map((key) => {
    const proposal = byKey.get(keyOf(key));
    if (!proposal) throw new FamiliarError('not-found', `nobody calls ${key.id} ${key.proposed}`);
    return proposal;
  });
}

const keyOf = ({ id, proposed }: ProposalKey): string => `${id} ${nameKey(proposed)}`;

function settled(
  kind: 'accepted' | 'declined',
  db: ReadableDb,
  proposals: readonly Proposed[],
  faces: number,
): { summary: EditSummary; result: Settled } {
  const names = new Set(proposals.map(({ proposed }) => nameKey(proposed))).size;
  const [first] = proposals;
  const name = names === 1 && first ? (findPersonByName(db, first.proposed)?.name ?? first.proposed) : null;
  return { summary: { kind, names, name, faces }, result: { names, faces } };
}
