import { firstItems } from '../common/elements.ts';
import { type EditSummary } from '../contract/edits.ts';
import type { EditedTable } from '../db/edited-rows.ts';
import type { RowImage } from '../db/row-image.ts';
import { type Change, deleteEdit, deleteUndone, getChanges, listEdits, rewriteEdit } from '../db/edits.ts';
import type { WritableDb } from '../db/open.ts';
import { nameKey } from '../db/people.ts';
import { sameImage } from './edit.ts';

/** Permanently deleted items, by row. */
export interface Forgotten {
  photos: ReadonlySet<number>;
  faces: ReadonlySet<number>;
  people: ReadonlySet<number>;
  /** Names of those people, and what the removal that is purged was of: a name, or the path of a folder. */
  texts: readonly string[];
}

/** Stands in the history for the name of somebody who was forgotten. */
export const forgottenName = '(forgotten)';

/**
 * Takes out of the history all that it says of rows that are deleted for good; the rest can be undone as before. An edit
 * of which nothing is left goes, and so do those that could be redone.
 */
export function forgetInEdits(db: WritableDb, forgotten: Forgotten): void {
  deleteUndone(db);
  const texts = new Set(forgotten.texts.map(nameKey));
  for (const { id, summary } of listEdits(db, Number.MAX_SAFE_INTEGER)) {
    const before = getChanges(db, id);
    const changes = before.flatMap((change) => withoutForgotten(change, forgotten, texts));
    if (changes.length === 0) {
      deleteEdit(db, id);
      continue;
    }
    const scrubbed = scrub(JSON.parse(summary) as EditSummary, texts);
    rewriteEdit(db, id, scrubbed, changes);
  }
}

function withoutForgotten(
  { table, before, after }: Change,
  forgotten: Forgotten,
  texts: ReadonlySet<string>,
): Change[] {
  const images = [before, after].filter((image) => image !== null);
  if (images.some((image) => isForgotten(table, image, forgotten, texts))) return [];
  if (table !== 'people') return [{ table, before, after }];
  // SQLite takes a cover that is deleted away from its person.
  const [one, other] = firstItems(
    [before, after].map((image) => withoutCover(image, forgotten.faces)),
    2,
  );
  return sameImage(one, other) ? [] : [{ table, before: one, after: other }];
}

function isForgotten(
  table: EditedTable,
  image: RowImage,
  { photos, faces, people }: Forgotten,
  texts: ReadonlySet<string>,
): boolean {
  const has = (set: ReadonlySet<number>, column: string) => set.has(Number(image[column]));
  const tells = (column: string) => texts.has(nameKey(String(image[column] ?? '')));
  switch (table) {
    case 'people':
      return has(people, 'id');
    case 'labels':
    case 'rejections':
      return has(faces, 'face_id') || has(people, 'person_id');
    case 'apart':
      return has(faces, 'face_a') || has(faces, 'face_b');
    case 'proposals':
      return has(faces, 'face_id') || tells('name');
    case 'declined_names':
    case 'unplaced_names':
      return has(photos, 'photo_id') || tells('name_key');
    case 'faces':
      return has(faces, 'id');
    case 'photos':
      return has(photos, 'id');
    case 'files':
    case 'stack_choices':
      return has(photos, 'photo_id');
    case 'folders':
      return tells('path');
    case 'removals':
      return tells('subject');
    case 'settings':
      return false;
  }
}

const withoutCover = (image: RowImage | null, faces: ReadonlySet<number>): RowImage | null =>
  image !== null && faces.has(Number(image.cover_face_id)) ? { ...image, cover_face_id: null } : image;

/** All that a summary holds of names and paths is text at its first level. */
function scrub(summary: EditSummary, texts: ReadonlySet<string>): EditSummary {
  const entries = Object.entries<unknown>(summary).map(([key, value]): [string, unknown] =>
    key !== 'kind' && typeof value === 'string' && texts.has(nameKey(value))
      ? [key, forgottenName]
      : [key, value],
  );
  return Object.fromEntries(entries) as EditSummary;
}
