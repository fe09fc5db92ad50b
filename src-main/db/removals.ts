import { sep } from 'node:path';
import type { RowImage } from './edited-rows.ts';
import { listImportedFolders, setExcluded } from './folders.ts';
import type { ReadableDb, WritableDb } from './open.ts';

export const removalKinds = ['folder', 'missing', 'photos', 'person', 'faces'] as const;
export type RemovalKind = (typeof removalKinds)[number];

/** A removal that is in force. */
export interface RemovalRow {
  id: number;
  kind: RemovalKind;
  /** Path of the folder, or name of the person; null for the other kinds, and for somebody without a name. */
  subject: string | null;
  /** ISO 8601, UTC. */
  at: string;
  /** Ids of what is out of sight because of it. */
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

/** Newest first; none in a library that an older Familiar wrote. */
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

/** The removal that keeps a photo out of sight; undefined for a photo that is in sight. */
export function removalOfPhoto(db: ReadableDb, photoId: number): number | undefined {
  const sql = 'SELECT removal FROM photos WHERE id = ?';
  return db.prepare<[number], number | null>(sql).pluck().get(photoId) ?? undefined;
}

/**
 * Takes what a removal lists out of sight. What another removal keeps there is left as it is. A removed folder is left
 * out of the imported one that it lies in: the next look would bring its photos back.
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

/** The opposite of {@link hideRemoved}. */
export function showRemoved(db: WritableDb, id: number): void {
  for (const table of ['photos', 'faces']) {
    db.prepare(`UPDATE ${table} SET removal = NULL WHERE removal = ?`).run(id);
  }
  const removal = getRemoval(db, id);
  if (removal?.kind === 'folder') leaveOut(db, removal.subject!, false);
}

function leaveOut(db: WritableDb, path: string, out: boolean): void {
  for (const folder of listImportedFolders(db).filter((one) => path.startsWith(one.path + sep))) {
    const glob = globWithin(path.slice(folder.path.length + 1));
    const others = folder.excluded.filter((one) => one !== glob);
    setExcluded(db, folder.path, out ? [...others, glob] : others);
  }
}

/** All that lies in a folder, by its path from the imported one on. */
const globWithin = (relative: string): string =>
  `${relative.replaceAll(sep, '/').replace(/[[*?{(]/g, '[$&]')}/**`;

/** Whether a photo with this content, or this picture, was purged by itself and is to stay out. */
export const isUnwanted = (db: ReadableDb, hash: Uint8Array): boolean =>
  db.prepare('SELECT 1 FROM unwanted_photos WHERE hash = ?').get(hash) !== undefined;

export function forgetUnwanted(db: WritableDb, hash: Uint8Array): void {
  db.prepare('DELETE FROM unwanted_photos WHERE hash = ?').run(hash);
}

/** A library is also read beside an older Familiar that writes it. */
const hasRemovals = (db: ReadableDb): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'removals'").get() !== undefined;
