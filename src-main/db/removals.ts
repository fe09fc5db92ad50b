import { sep } from 'node:path';
import { required } from '../common/elements.ts';
import type { RowImage } from './row-image.ts';
import { listImportedFolders, setExcluded } from './folders.ts';
import type { ReadableDb, WritableDb } from './open.ts';

export const removalKinds = ['folder', 'missing', 'photos', 'person', 'faces'] as const;
export type RemovalKind = (typeof removalKinds)[number];

/** A removal in force. */
export interface RemovalRow {
  id: number;
  kind: RemovalKind;
  /** Path of the folder, or name of the person; null for other kinds and nameless people. */
  subject: string | null;
  /** ISO 8601, UTC. */
  at: string;
  /** Ids of the hidden photos and faces. */
  photos: number[];
  faces: number[];
}

interface StoredRemoval extends Omit<RemovalRow, 'photos' | 'faces'> {
  photos: string;
  faces: string;
}

const columns = 'id, kind, subject, made_at AS at, photos, faces';
const unpack = ({ photos, faces, ...row }: StoredRemoval): RemovalRow => ({
  ...row,
  photos: JSON.parse(photos) as number[],
  faces: JSON.parse(faces) as number[],
});

/** Sorted from newest to oldest; empty in a library of an older version. */
export function listRemovals(db: ReadableDb): RemovalRow[] {
  if (!hasRemovals(db)) return [];
  const sql = `SELECT ${columns} FROM removals ORDER BY id DESC`;
  return db.prepare<[], StoredRemoval>(sql).all().map(unpack);
}

export function getRemoval(db: ReadableDb, id: number): RemovalRow | undefined {
  const sql = `SELECT ${columns} FROM removals WHERE id = ?`;
  const row = db.prepare<[number], StoredRemoval>(sql).get(id);
  return row && unpack(row);
}

/** The removal that hides a photo; undefined for a visible one. */
export function removalOfPhoto(db: ReadableDb, photoId: number): number | undefined {
  const sql = 'SELECT removal FROM photos WHERE id = ?';
  return db.prepare<[number], number | null>(sql).pluck().get(photoId) ?? undefined;
}

/**
 * Hides the photos and faces of a removal, except those hidden by another one. A removed folder is excluded
 * from the imported folder that contains it, since the next walk would import its photos again.
 */
export function hideRemoved(db: WritableDb, { id, kind, subject, photos, faces }: RowImage): void {
  for (const [table, ids] of [
    ['photos', photos],
    ['faces', faces],
  ]) {
    db.prepare(
      `UPDATE ${table} SET removal = ? WHERE removal IS NULL AND id IN (SELECT value FROM json_each(?))`,
    ).run(id, ids);
  }
  if (kind === 'folder') leaveOut(db, String(subject), true);
}

/** Shows the photos and faces of a removal again. */
export function showRemoved(db: WritableDb, id: number): void {
  for (const table of ['photos', 'faces']) {
    db.prepare(`UPDATE ${table} SET removal = NULL WHERE removal = ?`).run(id);
  }
  const removal = getRemoval(db, id);
  if (removal?.kind === 'folder') leaveOut(db, required(removal.subject), false);
}

function leaveOut(db: WritableDb, path: string, out: boolean): void {
  for (const folder of listImportedFolders(db).filter((one) => path.startsWith(one.path + sep))) {
    const glob = globWithin(path.slice(folder.path.length + 1));
    const others = folder.excluded.filter((one) => one !== glob);
    setExcluded(db, folder.path, out ? [...others, glob] : others);
  }
}

/** A pattern for everything in a folder, by its path relative to the imported folder. */
const globWithin = (relative: string): string =>
  `${relative.replaceAll(sep, '/').replace(/[[*?{(]/g, '[$&]')}/**`;

/** Was a photo with this content purged individually, so that it must not be imported again? */
export const isUnwanted = (db: ReadableDb, hash: Uint8Array): boolean =>
  db.prepare('SELECT 1 FROM unwanted_photos WHERE hash = ?').get(hash) !== undefined;

export function forgetUnwanted(db: WritableDb, hash: Uint8Array): void {
  db.prepare('DELETE FROM unwanted_photos WHERE hash = ?').run(hash);
}

/** A library may be read in an older schema. */
const hasRemovals = (db: ReadableDb): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'removals'").get() !== undefined;
