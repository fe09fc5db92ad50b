import { basename } from 'node:path';
import { isKnownPhoto } from './counted.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** What tells whether a file is still the one that was hashed. Times in milliseconds since 1970. */
export interface FileStamp {
  bytes: number;
  modifiedMs: number;
  changedMs: number;
}

/** Why a file does not hold its photo any more: see the migration of files on disk. */
export type GoneReason = 'missing' | 'replaced' | 'left-out';

/** Where a photo lies, or lay when it was last seen. */
export interface FileRow extends FileStamp {
  path: string;
  /** Null while it is there. */
  gone: GoneReason | null;
}

export interface FileOfPhoto extends FileRow {
  photoId: number;
  /** Its photo has been recognised. */
  isRecognised: boolean;
  /** The user has removed the photo. */
  isRemoved: boolean;
  /** What its picture is known by has been found out: see the image of contents. */
  hasImage: boolean;
  /** Stamp of the files beside it that tell of it, as they were read; null where they never were. */
  beside: string | null;
}

/** The part of a path before the name of the file, with the last separator. */
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

/**
 * The photo that lies at a path, provided that the file has not been touched since it was hashed; also where it was
 * gone meanwhile.
 */
export function findUntouchedFile(db: ReadableDb, path: string, stamp: FileStamp): number | undefined {
  return db
    .prepare<[string, number, number, number], number>(
      `SELECT photo_id FROM files WHERE path = ? AND bytes = ? AND modified_ms = ? AND changed_ms = ?
       ORDER BY gone IS NOT NULL LIMIT 1`,
    )
    .pluck()
    .get(path, stamp.bytes, stamp.modifiedMs, stamp.changedMs);
}

/** Those that are there first, then by path. Of a library that an older Familiar wrote, all are taken to be there. */
export function listFilesOfPhoto(db: ReadableDb, photoId: number): FileRow[] {
  const gone = knowsGone(db) ? 'gone' : 'NULL AS gone';
  return db
    .prepare<[number], FileRow>(
      `SELECT path, bytes, modified_ms AS modifiedMs, changed_ms AS changedMs, ${gone} FROM files
       WHERE photo_id = ? ORDER BY ${goneLast(db)} path`,
    )
    .all(photoId);
}

/** The photos that lie or lay at a path, those seen there last first. */
export function listPhotosAt(db: ReadableDb, path: string): FileOfPhoto[] {
  const sql = `${filesOfPhotos} WHERE path = ? ORDER BY files.gone IS NOT NULL, changed_ms DESC, photo_id DESC`;
  return db.prepare<[string], StoredFile>(sql).all(path).map(unpack);
}

/**
 * The files in one folder, not those in folders within it.
 * @param folder with its last separator
 */
export function listFilesIn(db: ReadableDb, folder: string): FileOfPhoto[] {
  const sql = `${filesOfPhotos} WHERE folder = ?`;
  return db.prepare<[string], StoredFile>(sql).all(folder).map(unpack);
}

/**
 * Some files in a folder or within it that are taken to be there.
 * @param folder with its last separator
 */
export function sampleFiles(db: ReadableDb, folder: string, limit: number): string[] {
  const sql = 'SELECT path FROM files WHERE gone IS NULL AND folder >= ? AND folder < ? LIMIT ?';
  return db.prepare<[string, string, number], string>(sql).pluck().all(folder, endOfSubtree(folder), limit);
}

/**
 * Folders in which a file is taken to be there, each with its last separator: the folder itself and those within it.
 * @param folder with its last separator
 */
export function listLiveFolders(db: ReadableDb, folder: string): string[] {
  const sql = `SELECT DISTINCT folder FROM files WHERE gone IS NULL AND folder >= ? AND folder < ? ORDER BY folder`;
  return db.prepare<[string, string], string>(sql).pluck().all(folder, endOfSubtree(folder));
}

/** Photos with a file in a folder or within it: how many, and how many of them are gone. */
export function countPhotosUnder(db: ReadableDb, folder: string): { photos: number; missing: number } {
  return db
    .prepare<[string, string], { photos: number; missing: number }>(
      `SELECT count(*) AS photos, count(gone) AS missing FROM photos WHERE ${isKnownPhoto(db)}
       AND id IN (SELECT photo_id FROM files WHERE folder >= ? AND folder < ?)`,
    )
    .get(folder, endOfSubtree(folder))!;
}

/** Paths at which a photo is taken to be that was not removed, in folders that are not within others. */
export function listLoosePaths(db: ReadableDb, isWithin: (folder: string) => boolean): string[] {
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

/** The first text after all that begin with a folder, which ends in a separator. */
export const endOfSubtree = (folder: string): string =>
  folder.slice(0, -1) + String.fromCharCode(folder.charCodeAt(folder.length - 1) + 1);

/** Notes that a photo lies at a path. */
export function putFile(db: WritableDb, path: string, photoId: number, stamp: FileStamp): void {
  db.prepare(
    `INSERT INTO files (path, folder, photo_id, bytes, modified_ms, changed_ms)
     VALUES (@path, @folder, @photoId, @bytes, @modifiedMs, @changedMs)
     ON CONFLICT (path, photo_id) DO UPDATE SET bytes = excluded.bytes, modified_ms = excluded.modified_ms,
       changed_ms = excluded.changed_ms, gone = NULL`,
  ).run({ path, folder: folderOf(path), photoId, ...stamp });
}

/** Notes which files beside a photo's file have been read. */
export function putBeside(db: WritableDb, path: string, photoId: number, beside: string): void {
  db.prepare('UPDATE files SET beside = ? WHERE path = ? AND photo_id = ?').run(beside, path, photoId);
}

/** Notes that a file does not hold its photo any more. */
export function markFileGone(db: WritableDb, path: string, photoId: number, gone: GoneReason): void {
  db.prepare('UPDATE files SET gone = ? WHERE path = ? AND photo_id = ?').run(gone, path, photoId);
}

/** Gives the places of one photo to another. */
export function moveFiles(db: WritableDb, from: number, to: number): void {
  db.prepare('UPDATE OR REPLACE files SET photo_id = ? WHERE photo_id = ?').run(to, from);
}

/**
 * Makes a photo and its faces count, or not, as its files say. Where one is there, those that are gone are forgotten:
 * the photo was moved.
 * @returns what has changed
 */
export function settlePresence(db: WritableDb, photoId: number): 'came' | 'went' | 'same' {
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

/** Order of SQL, to be followed by another: the files that are there first. */
export const goneLast = (db: ReadableDb): string => (knowsGone(db) ? 'gone IS NOT NULL,' : '');

const knowsGone = (db: ReadableDb): boolean =>
  db.prepare("SELECT 1 FROM pragma_table_info('files') WHERE name = 'gone'").get() !== undefined;
