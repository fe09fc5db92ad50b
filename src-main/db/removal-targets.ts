import { isKnownPhoto } from './counted.ts';
import { endOfSubtree } from './files.ts';
import type { ReadableDb, WritableDb } from './open.ts';

/** Photos with a file in a folder: those with no other file, and the files of the others. */
export interface FolderContents {
  photos: number[];
  /** Files in the folder of photos that have files elsewhere too. */
  copies: { path: string; photoId: number }[];
  /** Photos in it that were never recognised. */
  unrecognised: number[];
}

interface FileInFolder {
  path: string;
  photoId: number;
  recognised: number;
  elsewhere: number;
}

/** @param folder path with a trailing separator */
export function listFolderContents(db: ReadableDb, folder: string): FolderContents {
  const rows = db
    .prepare<[{ folder: string; end: string }], FileInFolder>(
      `SELECT path, photo_id AS photoId, pipeline_version IS NOT NULL AS recognised,
         EXISTS (SELECT 1 FROM files AS other WHERE other.photo_id = files.photo_id AND other.gone IS NULL
           AND NOT (other.folder >= @folder AND other.folder < @end)) AS elsewhere
       FROM files JOIN photos ON photos.id = photo_id
       WHERE folder >= @folder AND folder < @end AND removal IS NULL`,
    )
    .all({ folder, end: endOfSubtree(folder) });
  const whole = rows.filter(({ elsewhere }) => elsewhere === 0);
  const ids = (recognised: number) => [
    ...new Set(whole.filter((row) => row.recognised === recognised).map(({ photoId }) => photoId)),
  ];
  return {
    photos: ids(1),
    copies: rows.filter(({ elsewhere }) => elsewhere === 1).map(({ path, photoId }) => ({ path, photoId })),
    unrecognised: ids(0),
  };
}

/** Recognised photos that are missing, ascending. */
export function listMissingPhotos(db: ReadableDb): number[] {
  const sql = `SELECT id FROM photos WHERE ${isKnownPhoto(db)} AND gone IS NOT NULL ORDER BY id`;
  return db.prepare<[], number>(sql).pluck().all();
}

/** The listed photos that are recognised and not removed, ascending. */
export function knownPhotos(db: ReadableDb, ids: readonly number[]): number[] {
  const sql = `SELECT id FROM photos WHERE ${isKnownPhoto(db)}
    AND id IN (SELECT value FROM json_each(?)) ORDER BY id`;
  return db.prepare<[string], number>(sql).pluck().all(JSON.stringify(ids));
}

/** Faces in these photos that are neither dismissed nor removed, ascending. */
export function facesInPhotos(db: ReadableDb, photos: readonly number[]): number[] {
  const sql = `SELECT id FROM faces WHERE dismissed = 0 AND removal IS NULL
    AND photo_id IN (SELECT value FROM json_each(?)) ORDER BY id`;
  return db.prepare<[string], number>(sql).pluck().all(JSON.stringify(photos));
}

/** All faces that are neither dismissed nor removed, ascending. */
export function allFaces(db: ReadableDb): number[] {
  return db
    .prepare<[], number>('SELECT id FROM faces WHERE dismissed = 0 AND removal IS NULL ORDER BY id')
    .pluck()
    .all();
}

/** Paths of all files of these photos. */
export function pathsOfPhotos(db: ReadableDb, photos: readonly number[]): string[] {
  const sql = 'SELECT path FROM files WHERE photo_id IN (SELECT value FROM json_each(?)) ORDER BY path';
  return db.prepare<[string], string>(sql).pluck().all(JSON.stringify(photos));
}

/** Models of runs that were trained on any of these faces. */
export function modelsTrainedOn(db: ReadableDb, faces: readonly number[]): string[] {
  const sql = `SELECT DISTINCT candidate_model FROM training_runs JOIN training_faces ON run_id = training_runs.id
    WHERE candidate_model IS NOT NULL AND role IN ('train', 'validation')
      AND face_id IN (SELECT value FROM json_each(?)) ORDER BY candidate_model`;
  return db.prepare<[string], string>(sql).pluck().all(JSON.stringify(faces));
}

/** Deletes photos that were never recognised, and their jobs. */
export function deleteUnseen(db: WritableDb, photos: readonly number[]): void {
  const ids = JSON.stringify(photos);
  db.prepare('DELETE FROM jobs WHERE subject IN (SELECT value FROM json_each(?))').run(ids);
  db.prepare('DELETE FROM photos WHERE id IN (SELECT value FROM json_each(?))').run(ids);
}

/** Recognised photos of a path, present or past. */
export function listPhotosOfPath(db: ReadableDb, path: string): number[] {
  const sql = `SELECT photo_id FROM files JOIN photos ON photos.id = photo_id
    WHERE path = ? AND ${isKnownPhoto(db)} ORDER BY photo_id`;
  return db.prepare<[string], number>(sql).pluck().all(path);
}
