import type { EditSummary } from '../../contract/edits.ts';
import { formatCluster, formatPersonRow } from '../../contract/person-id.ts';
import type { RowImage } from '../../db/row-image.ts';
import { apartAmong, rejectedFaces } from '../../db/corrections.ts';
import { labelledFaces, labelsOf } from '../../db/labels.ts';
import { findPersonByName, getPerson, nameKey } from '../../db/people.ts';
import type { Edit } from '../../edits/edit.ts';

/** The faces of a person as shown at a distance. */
export interface PersonFaces {
  /** Row of `people`; null for a cluster. */
  personId: number | null;
  faceIds: readonly number[];
}

/** The columns of `people` that hold a name. */
export const nameColumns = (name: string | null): RowImage => ({
  name,
  name_key: name === null ? null : nameKey(name),
});

/** A pair of faces kept apart. */
export const apartRow = (one: number, other: number): RowImage => ({
  face_a: Math.min(one, other),
  face_b: Math.max(one, other),
});

export const lowest = (faceIds: readonly number[]): number =>
  faceIds.reduce((least, faceId) => Math.min(least, faceId), Infinity);

export const addPerson = (edit: Edit, name: string | null): number => edit.addPerson(nameColumns(name));

/** Labels faces with a person. Contradicting corrections are removed. */
export function label(edit: Edit, personId: number, faceIds: readonly number[]): void {
  const owners = labelsOf(edit.db, faceIds);
  for (const faceId of faceIds) {
    edit.remove('rejections', faceId, personId);
    if (owners.get(faceId) === personId) continue;
    edit.put('labels', { face_id: faceId, person_id: personId, source: 'user', created_at: edit.at });
  }
  for (const pair of apartAmong(edit.db, labelledFaces(edit.db, personId))) edit.remove('apart', ...pair);
}

/** The row of the person with this name; a missing person is created. */
export const rowNamed = (edit: Edit, name: string): number =>
  findPersonByName(edit.db, name)?.id ?? addPerson(edit, name);

/** The row of a person. A cluster becomes a person without a name, with labels on all its faces. */
export function rowOf(edit: Edit, { personId, faceIds }: PersonFaces): number {
  if (personId !== null) return personId;
  const added = addPerson(edit, null);
  label(edit, added, faceIds);
  return added;
}

/** Moves all faces and corrections of a person to another. */
export function absorb(edit: Edit, into: number, { personId, faceIds }: PersonFaces): void {
  if (personId === into) return;
  const confirmed = personId === null ? [] : labelledFaces(edit.db, personId);
  const rejected = personId === null ? [] : rejectedFaces(edit.db, personId);
  if (personId !== null) {
    keepFacts(edit, into, personId);
    removePerson(edit, personId);
  }
  label(edit, into, [...new Set([...confirmed, ...faceIds])]);
  const owners = labelsOf(edit.db, rejected);
  for (const faceId of rejected) {
    if (owners.get(faceId) !== into) edit.put('rejections', { face_id: faceId, person_id: into });
  }
}

/** A person who takes in another keeps what was said of either. */
function keepFacts(edit: Edit, into: number, other: number): void {
  const [kept, given] = [getPerson(edit.db, into), getPerson(edit.db, other)];
  if (!kept || !given) return;
  edit.patch('people', [into], {
    favourite: kept.favourite || given.favourite ? 1 : 0,
    birth: kept.birth ?? given.birth,
  });
}

/** Names a person or merges them into the person of that name; an empty name removes the labels. */
export function giveName(
  edit: Edit,
  person: PersonFaces,
  name: string,
): { summary: EditSummary; result: string } {
  const { personId, faceIds } = person;
  const known = personId === null ? null : (getPerson(edit.db, personId)?.name ?? null);
  if (name === '') {
    if (personId !== null) removePerson(edit, personId);
    return { summary: { kind: 'unnamed', name: known }, result: formatCluster(lowest(faceIds)) };
  }
  const namesake = findPersonByName(edit.db, name);
  if (namesake && namesake.id !== personId) {
    absorb(edit, namesake.id, person);
    const summary = { kind: 'merged', faces: faceIds.length, into: namesake.name } as const;
    return { summary, result: formatPersonRow(namesake.id) };
  }
  const row = personId ?? addPerson(edit, name);
  if (personId !== null) edit.patch('people', [row], nameColumns(name));
  const result = formatPersonRow(row);
  if (known !== null) return { summary: { kind: 'renamed', from: known, to: name }, result };
  label(edit, row, faceIds);
  return { summary: { kind: 'named', name, faces: faceIds.length }, result };
}

/**
 * Rejects faces from a person.
 * @param others faces that are the person's
 */
export function rejectFrom(
  edit: Edit,
  rejected: ReadonlySet<number>,
  { personId, faceIds }: PersonFaces,
  others: readonly number[],
): void {
  const owners = labelsOf(edit.db, [...rejected]);
  for (const faceId of rejected) {
    const owner = owners.get(faceId);
    if (personId !== null) {
      if (owner === personId) edit.remove('labels', faceId);
      edit.put('rejections', { face_id: faceId, person_id: personId });
    } else if (owner !== undefined) {
      for (const other of others) edit.put('rejections', { face_id: other, person_id: owner });
    } else {
      for (const other of others) edit.put('apart', apartRow(faceId, other));
    }
  }
  if (personId !== null) settleLoss(edit, personId, faceIds, rejected);
}

/**
 * Labels faces with a person, and removes them from their earlier people. Faces that stay behind are rejected from
 * the person: otherwise their similarity would move them as well.
 * @param sources the people and clusters that the faces were with
 */
export function give(
  edit: Edit,
  row: number,
  moved: ReadonlySet<number>,
  sources: readonly PersonFaces[],
): void {
  label(edit, row, [...moved]);
  for (const { personId, faceIds } of sources.filter((source) => source.personId !== row)) {
    if (personId !== null) settleLoss(edit, personId, faceIds, moved);
    rejectUnlabelled(edit, row, faceIds);
  }
}

/** Rejects the unlabelled ones of these faces from this person. */
function rejectUnlabelled(edit: Edit, personId: number, faceIds: readonly number[]): void {
  const owners = labelsOf(edit.db, faceIds);
  for (const faceId of faceIds) {
    if (!owners.has(faceId)) edit.put('rejections', { face_id: faceId, person_id: personId });
  }
}

/** Removes the labels of a person. */
export function removePerson(edit: Edit, id: number): void {
  for (const faceId of labelledFaces(edit.db, id)) edit.remove('labels', faceId);
  for (const faceId of rejectedFaces(edit.db, id)) edit.remove('rejections', faceId, id);
  edit.remove('people', id);
}

/**
 * Updates a person who lost faces. A lost cover is cleared. Without any remaining label, the faces still shown with
 * the person are labelled; without any such face, the person is deleted.
 * @param shown faces of the person as shown before; `taken`, the faces lost
 */
export function settleLoss(
  edit: Edit,
  id: number,
  shown: readonly number[],
  taken: ReadonlySet<number>,
): void {
  const person = getPerson(edit.db, id);
  if (!person) return;
  if (person.coverFaceId !== null && taken.has(person.coverFaceId)) {
    edit.patch('people', [id], { cover_face_id: null });
  }
  if (labelledFaces(edit.db, id).length > 0) return;
  const owners = labelsOf(edit.db, shown);
  const rest = shown.filter((faceId) => !taken.has(faceId) && !owners.has(faceId));
  if (rest.length > 0) label(edit, id, rest);
  else removePerson(edit, id);
}
