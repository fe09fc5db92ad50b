import { required } from '../common/elements.ts';
import { type EditedTable, editedTables, keyOf, readImage, writeImage } from './edited-rows.ts';
import type { RowImage } from './row-image.ts';
import type { Change } from './edits.ts';
import { sqliteCode } from './errors.ts';
import type { WritableDb } from './open.ts';

/** Tables whose rows are created by edits only. */
const made: ReadonlySet<string> = new Set(['people', 'labels', 'rejections', 'apart']);

/** Restores missing rows of a damaged table from the history of edits, which must be restored before. */
export function replayEdits(db: WritableDb, name: string): void {
  const table = editedTables.find((edited) => edited === name);
  if (table === undefined || !made.has(table)) return;
  for (const image of imagesOf(db, table).values()) {
    if (image === null || readImage(db, table, keyOf(table, image)) !== null) continue;
    try {
      writeImage(db, table, image);
    } catch (error) {
      // Another person has the name now.
      if (sqliteCode(error) === undefined) throw error;
    }
  }
}

/** The last image of each row by the edits that are not undone; null if it was deleted. */
function imagesOf(db: WritableDb, table: EditedTable): Map<string, RowImage | null> {
  const images = new Map<string, RowImage | null>();
  const edits = db.prepare<[], { changes: string; undone: number }>(
    'SELECT changes, undone FROM edits ORDER BY id',
  );
  for (const { changes, undone } of edits.iterate()) {
    for (const change of JSON.parse(changes) as Change[]) {
      if (change.table !== table) continue;
      const id = JSON.stringify(keyOf(table, required(change.after ?? change.before)));
      if (undone === 0) images.set(id, change.after);
      else if (!images.has(id)) images.set(id, change.before);
    }
  }
  return images;
}
