import { basename } from 'node:path';
import { required } from '../common/elements.ts';
import { hasColumn, isKnownPhoto } from './counted.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** Stamp by which a file is recognised as unchanged since it was hashed. Times in milliseconds since 1970. */
export interface FileStamp {
  bytes: number;
  modifiedMs: number;
  changedMs: number;
}

/** Reason for which a file no longer has its photo; see the migration `0006-files-on-disk.ts`. */
export type AbsenceReason = 'missing' | 'replaced' | 'left-out';

/** A file of a photo, present or last seen at this path. */
export interface FileRow extends FileStamp {
  path: string;
  /** Null while it is present. */
  gone: AbsenceReason | null;
}

export interface FileOfPhoto extends FileRow {
  photoId: number;
  /** True if its photo is recognised. */
  isRecognised: boolean;
  /** True if the user removed the photo. */
  isRemoved: boolean;
  /** True if the identity of its picture is known; see `contents.image`. */
  hasImage: boolean;
  /** Stamp of the companion files as they were read; null if never read. */
  beside: string | null;
}

/** The part of a path before the file name, with the last separator. */
export const folderOf = (path: string): string => path.slice(0, path.length - basename(path).length);

interface StoredFile extends Omit<FileOfPhoto, 'isRecognised' | 'isRemoved' | 'hasImage'> {
  isRemoved: number;
  isRecognised: number;
  hasImage: number;
}

const filesOfPhotos = `SELECT path, files.bytes, modified_ms AS modifiedMs, changed_ms AS changedMs, files.gone,
  photo_id AS photoId, pipeline_version IS NOT NULL AS isRecognised, image IS NOT NULL AS hasImage,
  removal IS NOT NULL AS isRemoved, beside
  FROM files JOIN photos ON photos.id = photo_id`;

const unpack = (row: StoredFile): FileOfPhoto => ({
  ...row,
  isRecognised: row.isRecognised === 1,
  isRemoved: row.isRemoved === 1,
  hasImage: row.hasImage === 1,
});

/** The photo at a path whose file is unchanged since it was hashed, even if it was missing meanwhile. */
export function findUntouchedFile(db: ReadableDb, path: string, stamp: FileStamp): number | undefined {
  return db
    .prepare<[string, number, number, number], number>(
      `SELECT photo_id FROM files WHERE path = ? AND bytes = ? AND modified_ms = ? AND changed_ms = ?
       ORDER BY gone IS NOT NULL LIMIT 1`,
    )
    .pluck()
    .get(path, stamp.bytes, stamp.modifiedMs, stamp.changedMs);
}

/**
 * Sorted with present files first, then by path. In a library of an older version all are taken to be
 * present.
 */
export function listFilesOfPhoto(db: ReadableDb, photoId: number): FileRow[] {
  const gone = hasPresence(db) ? 'gone' : 'NULL AS gone';
  return db
    .prepare<[number], FileRow>(
      `SELECT path, bytes, modified_ms AS modifiedMs, changed_ms AS changedMs, ${gone} FROM files
       WHERE photo_id = ? ORDER BY ${presentFirst(db)} path`,
    )
    .all(photoId);
}

/** Photos of a path, present or past, the last one present first. */
export function listPhotosAt(db: ReadableDb, path: string): FileOfPhoto[] {
  const sql = `${filesOfPhotos} WHERE path = ? ORDER BY files.gone IS NOT NULL, changed_ms DESC, photo_id DESC`;
  return db.prepare<[string], StoredFile>(sql).all(path).map(unpack);
}

/**
 * Files directly in a folder, without its subfolders.
 * @param folder with a trailing separator
 */
export function listFilesIn(db: ReadableDb, folder: string): FileOfPhoto[] {
  const sql = `${filesOfPhotos} WHERE folder = ?`;
  return db.prepare<[string], StoredFile>(sql).all(folder).map(unpack);
}

/**
 * Some files in a folder or below that are taken to be present.
 * @param folder with a trailing separator
 */
export function sampleFiles(db: ReadableDb, folder: string, limit: number): string[] {
  const sql = 'SELECT path FROM files WHERE gone IS NULL AND folder >= ? AND folder < ? LIMIT ?';
  return db.prepare<[string, string, number], string>(sql).pluck().all(folder, endOfSubtree(folder), limit);
}

/**
 * Folders with files that are taken to be present, each with a trailing separator: the folder itself and
 * those below.
 * @param folder with a trailing separator
 */
export function listLiveFolders(db: ReadableDb, folder: string): string[] {
  const sql = `SELECT DISTINCT folder FROM files WHERE gone IS NULL AND folder >= ? AND folder < ? ORDER BY folder`;
  return db.prepare<[string, string], string>(sql).pluck().all(folder, endOfSubtree(folder));
}

/** Number of photos with a file in a folder or below, and of those that are missing. */
export function countPhotosUnder(db: ReadableDb, folder: string): { photos: number; missing: number } {
  return required(
    db
      .prepare<[string, string], { photos: number; missing: number }>(
        `SELECT count(*) AS photos, count(gone) AS missing FROM photos WHERE ${isKnownPhoto(db)}
       AND id IN (SELECT photo_id FROM files WHERE folder >= ? AND folder < ?)`,
      )
      .get(folder, endOfSubtree(folder)),
  );
}

/** Paths of present, not removed photos outside all imported folders. */
export function listPathsOutsideFolders(db: ReadableDb, isWithin: (folder: string) => boolean): string[] {
  const folders = db
    .prepare<[], string>('SELECT DISTINCT folder FROM files WHERE gone IS NULL ORDER BY folder')
    .pluck()
    .all();
  const live = db
    .prepare<[string], string>(
      `SELECT path FROM files JOIN photos ON photos.id = photo_id
       WHERE folder = ? AND files.gone IS NULL AND removal IS NULL`,
    )
    .pluck();
  return folders.filter((folder) => !isWithin(folder)).flatMap((folder) => live.all(folder));
}

/** Upper limit of all texts with a folder as their prefix; the folder must end in a separator. */
export const endOfSubtree = (folder: string): string =>
  folder.slice(0, -1) + String.fromCharCode(folder.charCodeAt(folder.length - 1) + 1);

/** Records a photo at a path. */
export function putFile(db: WritableDb, path: string, photoId: number, stamp: FileStamp): void {
  db.prepare(
    `INSERT INTO files (path, folder, photo_id, bytes, modified_ms, changed_ms)
     VALUES (@path, @folder, @photoId, @bytes, @modifiedMs, @changedMs)
     ON CONFLICT (path, photo_id) DO UPDATE SET bytes = excluded.bytes, modified_ms = excluded.modified_ms,
       changed_ms = excluded.changed_ms, gone = NULL`,
  ).run({ path, folder: folderOf(path), photoId, ...stamp });
}

/** Records which companion files of a photo have been read. */
export function putBeside(db: WritableDb, path: string, photoId: number, beside: string): void {
  db.prepare('UPDATE files SET beside = ? WHERE path = ? AND photo_id = ?').run(beside, path, photoId);
}

/** Records that a file no longer has its photo. */
export function markFileAbsent(db: WritableDb, path: string, photoId: number, gone: AbsenceReason): void {
  db.prepare('UPDATE files SET gone = ? WHERE path = ? AND photo_id = ?').run(gone, path, photoId);
}

/** Reassigns the files of one photo to another. */
export function moveFiles(db: WritableDb, from: number, to: number): void {
  db.prepare('UPDATE OR REPLACE files SET photo_id = ? WHERE photo_id = ?').run(to, from);
}

/**
 * Makes a photo and its faces count, or not, according to its files. If one is present, records of the others
 * that are not are deleted: the photo was moved.
 * @returns the change
 */
export function updatePresence(db: WritableDb, photoId: number): 'came' | 'went' | 'same' {
  const files = listFilesOfPhoto(db, photoId);
  const before = db
    .prepare<[number], string | null>('SELECT gone FROM photos WHERE id = ?')
    .pluck()
    .get(photoId);
  if (before === undefined) return 'same';
  const isThere = files.some(({ gone }) => gone === null);
  if (isThere) db.prepare('DELETE FROM files WHERE photo_id = ? AND gone IS NOT NULL').run(photoId);
  const now = isThere ? null : (files[0]?.gone ?? 'missing');
  if (now === before) return 'same';
  const since = now === null ? null : new Date().toISOString();
  db.prepare('UPDATE photos SET gone = ?, gone_since = ? WHERE id = ?').run(now, since, photoId);
  if ((now === null) === (before === null)) return 'same';
  const faces =
    now === null
      ? "UPDATE faces SET absent = NULL WHERE photo_id = ? AND absent = 'photo'"
      : "UPDATE faces SET absent = 'photo' WHERE photo_id = ? AND absent IS NULL";
  db.prepare(faces).run(photoId);
  return now === null ? 'came' : 'went';
}

/** SQL order that puts present files first; another order follows. */
export const presentFirst = (db: ReadableDb): string => (hasPresence(db) ? 'gone IS NOT NULL,' : '');

const hasPresence = (db: ReadableDb): boolean => hasColumn(db, 'files', 'gone');
