import type { Changed, ChangedPart } from '../contract/edits.ts';
import { formatPersonRow } from '../contract/person-id.ts';
import type { EditedTable } from '../db/edited-rows.ts';
import type { Cell } from '../db/row-image.ts';
import type { Change } from '../db/edits.ts';
import { photosOfFaces } from '../db/faces.ts';
import type { ReadableDb } from '../db/open.ts';

/** Everything of {@link Changed} that follows from the rows of an edit. */
export type ChangedRows = Omit<Changed, 'revision'>;

/** Photos told of one by one at most. */
const mostPhotos = 1000;

/** Parts of the library that views see change with a table. Rows of `people` are looked at by column. */
const partsOf: Record<Exclude<EditedTable, 'people'>, readonly ChangedPart[]> = {
  labels: ['grouping'],
  rejections: ['grouping'],
  apart: ['grouping'],
  faces: ['grouping', 'photos'],
  photos: ['photos'],
  stack_choices: ['photos'],
  proposals: ['proposals'],
  declined_names: ['proposals'],
  unplaced_names: ['proposals'],
  settings: ['settings'],
  files: ['photos'],
  folders: ['photos'],
  removals: ['people', 'grouping', 'photos', 'proposals'],
};

/** Describes the rows that an edit changed, for views to ask again for them alone. */
export function changedBy(db: ReadableDb, changes: readonly Change[]): ChangedRows {
  const parts = new Set<ChangedPart>();
  const people = new Set<number>();
  const photos = new Set<number>();
  const faces = new Set<number>();
  const note = (ids: Set<number>, ...cells: (Cell | undefined)[]): void => {
    for (const cell of cells) if (cell !== undefined && cell !== null) ids.add(Number(cell));
  };
  for (const { table, before, after } of changes) {
    if (table === 'people') {
      parts.add('people');
      // A row that comes or goes has its labels among the changes.
      if (before && after && before.distance !== after.distance) parts.add('grouping');
    } else for (const part of partsOf[table]) parts.add(part);
    for (const row of [before, after]) {
      if (row === null) continue;
      note(people, row.person_id);
      note(photos, row.photo_id);
      note(faces, row.face_id, row.face_a, row.face_b);
      if (table === 'people') note(people, row.id);
      if (table === 'photos') note(photos, row.id);
      if (table === 'faces') note(faces, row.id);
    }
  }
  for (const photoId of photosOfFaces(db, [...faces]).values()) photos.add(photoId);
  const isMany = photos.size > mostPhotos || changes.some(({ table }) => table === 'removals');
  return {
    parts: [...parts],
    people: [...people].map(formatPersonRow),
    photos: isMany ? null : [...photos],
  };
}
