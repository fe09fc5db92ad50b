import { rmSync } from 'node:fs';
import { sep } from 'node:path';
import { editOfRemoval, getChanges } from '../../db/edits.ts';
import type { WritableDb } from '../../db/open.ts';
import { deletePurged, forgetPairs, listPurged, type PurgedRows } from '../../db/purging.ts';
import { pathsOfPhotos } from '../../db/removal-targets.ts';
import type { RemovalRow } from '../../db/removals.ts';
import { forgetInEdits } from '../../edits/forgetting.ts';

/**
 * Deletes a removal for good, in one transaction: photos, faces, vectors, pictures, and their traces in the history,
 * frozen training runs and reports. Files sent by a browser lie in the library and are deleted; files elsewhere are
 * never touched.
 * @param received folder of the library for photos sent by a browser
 * @returns counts of deleted items
 */
export function purgeRemoval(db: WritableDb, removal: RemovalRow, received: string): PurgedRows {
  const copies: string[] = [];
  const purge = db.transaction(() => {
    const rows = listPurged(db, removal);
    copies.push(...pathsOfPhotos(db, rows.photos).filter((path) => path.startsWith(received + sep)));
    const faces = new Set(rows.faces);
    const { people, names } = peopleOf(db, removal.id);
    const texts = removal.subject === null ? names : [...names, removal.subject];
    forgetInEdits(db, { photos: new Set(rows.photos), faces, people, texts });
    forgetPairs(db, faces);
    deletePurged(db, removal, rows);
    return rows;
  });
  const rows = purge.immediate();
  for (const path of copies) rmSync(path, { force: true });
  return rows;
}

/** People removed with a removal. */
function peopleOf(db: WritableDb, removal: number): { people: Set<number>; names: string[] } {
  const entry = editOfRemoval(db, removal);
  const gone = (entry ? getChanges(db, entry.id) : []).flatMap(({ table, before, after }) =>
    table === 'people' && before !== null && after === null ? [before] : [],
  );
  return {
    people: new Set(gone.map(({ id }) => Number(id))),
    names: gone.flatMap(({ name }) => (name === null ? [] : [String(name)])),
  };
}
