import { sep } from 'node:path';
import { required } from '../../common/elements.ts';
import type { EditSummary } from '../../contract/edits.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { formatPersonRow } from '../../contract/person-id.ts';
import { listApart, listRejections } from '../../db/corrections.ts';
import { canBeWritten, keyOf, readImage } from '../../db/edited-rows.ts';
import type { RowImage } from '../../db/row-image.ts';
import { type Change, editOfRemoval, getChanges } from '../../db/edits.ts';
import { listImportedFolders } from '../../db/folders.ts';
import { labelsOf, listLabels } from '../../db/labels.ts';
import type { WritableDb } from '../../db/open.ts';
import { findPersonByName, listKnownPeople, nameKey } from '../../db/people.ts';
import { listDeclined, listProposals, listUnplaced } from '../../db/proposals.ts';
import { deleteUnseen } from '../../db/removal-targets.ts';
import { getRemoval, type RemovalRow } from '../../db/removals.ts';
import { type Edit, sameImage } from '../../edits/edit.ts';
import { removePerson, settleLoss } from '../corrections/rules.ts';
import { type ShownPeople, unlessGone } from '../corrections/resolve.ts';
import type { RemovalScope } from './targets.ts';

/** Faces shown with each person who loses labelled faces, by row of `people`. */
export type Losers = ReadonlyMap<number, readonly number[]>;

/** People who lose labelled faces, with the faces that they are shown with. */
export async function losersOf(
  db: WritableDb,
  shown: ShownPeople,
  { kind, faces, personId }: RemovalScope,
  distance: number,
): Promise<Losers> {
  const losers = new Map<number, readonly number[]>();
  if (kind === 'faces') return losers;
  for (const id of new Set(labelsOf(db, faces).values())) {
    if (id === personId) continue;
    const person = await unlessGone(shown.find(formatPersonRow(id), distance));
    losers.set(id, person?.faceIds ?? []);
  }
  return losers;
}

/** Removes a scope: its photos and faces are hidden, and its labels taken away. */
export function writeRemoval(
  edit: Edit,
  scope: RemovalScope,
  losers: Losers,
): { summary: EditSummary; result: number } {
  const { kind, subject, photos, faces, copies, unrecognised, personId } = scope;
  const { db } = edit;
  deleteUnseen(db, unrecognised);
  for (const { path, photoId } of copies) edit.remove('files', path, photoId);
  if (kind === 'folder') for (const { id } of foldersIn(db, required(subject))) edit.remove('folders', id);
  if (kind === 'faces') removeAllSaid(edit);
  for (const faceId of labelsOf(db, faces).keys()) edit.remove('labels', faceId);
  if (personId !== null) removePerson(edit, personId);
  if (subject !== null && kind === 'person') removeProposed(edit, subject);
  const taken = new Set(faces);
  for (const [id, shown] of losers) settleLoss(edit, id, shown, taken);
  const lists = { photos: JSON.stringify(photos), faces: JSON.stringify(faces) };
  const removal = edit.addRemoval({ kind, subject, ...lists });
  const counts = { photos: photos.length, faces: faces.length };
  return { summary: { kind: 'removed', removal, of: kind, subject, ...counts }, result: removal };
}

/** The imported folders that are this one or lie in it. */
const foldersIn = (db: WritableDb, path: string): { id: number }[] =>
  listImportedFolders(db).filter((folder) => folder.path === path || folder.path.startsWith(path + sep));

/** Rows of all corrections about faces, and the people concerned. */
function removeAllSaid(edit: Edit): void {
  const { db } = edit;
  for (const { faceId } of listProposals(db)) edit.remove('proposals', faceId);
  removeWithoutPlace(edit, () => true);
  for (const { faceId, personId } of listRejections(db)) edit.remove('rejections', faceId, personId);
  for (const [one, other] of listApart(db)) edit.remove('apart', one, other);
  for (const { faceId } of listLabels(db)) edit.remove('labels', faceId);
  for (const { id } of listKnownPeople(db)) edit.remove('people', id);
}

function removeProposed(edit: Edit, name: string): void {
  const proposed = listProposals(edit.db).filter((proposal) => nameKey(proposal.name) === nameKey(name));
  for (const { faceId } of proposed) edit.remove('proposals', faceId);
  removeWithoutPlace(edit, (key) => key === nameKey(name));
}

function removeWithoutPlace(edit: Edit, isMeant: (nameKey: string) => boolean): void {
  for (const { photoId, name } of listUnplaced(edit.db)) {
    if (isMeant(nameKey(name))) edit.remove('unplaced_names', photoId, nameKey(name));
  }
  for (const { photoId, key } of listDeclined(edit.db))
    if (isMeant(key)) edit.remove('declined_names', photoId, key);
}

/**
 * Restores a removal: its photos, faces and labels, except where the user has corrected them since. A deleted person
 * comes back, or becomes the person who has the name now.
 * @throws FamiliarError `not-found`
 */
export function writePutBack(
  edit: Edit,
  id: number,
): { summary: EditSummary; result: Record<string, never> } {
  const { db } = edit;
  const removal = getRemoval(db, id);
  if (!removal)
    throw new FamiliarError('not-found', `nothing was removed under ${id}, or it has been purged`);
  const entry = editOfRemoval(db, id);
  const changes = entry ? getChanges(db, entry.id) : [];
  edit.remove('removals', id);
  const rows = restorePeople(edit, changes);
  for (const change of changes)
    if (!['people', 'removals'].includes(change.table)) restoreRow(edit, change, rows);
  return { summary: { kind: 'put-back', ...describeRemoval(removal) }, result: {} };
}

export const describeRemoval = ({ kind, subject, photos, faces }: RemovalRow) => ({
  of: kind,
  subject,
  photos: photos.length,
  faces: faces.length,
});

/** Returns the present person for each person of the removal, where it differs. */
function restorePeople(edit: Edit, changes: readonly Change[]): Map<number, number> {
  const rows = new Map<number, number>();
  for (const { table, before, after } of changes) {
    if (table !== 'people' || before === null) continue;
    const id = Number(before.id);
    const now = readImage(edit.db, 'people', [id]);
    const namesake = before.name === null ? undefined : findPersonByName(edit.db, String(before.name));
    if (now === null && namesake) rows.set(id, namesake.id);
    else if (sameImage(now, after)) edit.put('people', before);
  }
  return rows;
}

/** Restores a row as it was before the removal, unless it was corrected since. */
function restoreRow(edit: Edit, { table, before, after }: Change, rows: ReadonlyMap<number, number>): void {
  if (before === null) return;
  const stand = rows.get(Number(before.person_id));
  const image: RowImage = stand === undefined ? before : { ...before, person_id: stand };
  const now = readImage(edit.db, table, keyOf(table, image));
  if (sameImage(now, after) && canBeWritten(edit.db, image)) edit.put(table, image);
}
