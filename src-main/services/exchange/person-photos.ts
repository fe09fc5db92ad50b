import { constants, copyFile, mkdir, stat, symlink, utimes } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { numberAt } from '../../common/typed-arrays.ts';
import { FamiliarError, toWireError, type WireError } from '../../contract/errors.ts';
import { momentsOf, photosOfFaces } from '../../db/faces.ts';
import type { ReadableDb } from '../../db/open.ts';
import { getPhotos, type PhotoRow } from '../../db/photos.ts';
import { getThumbnail } from '../../db/pictures.ts';
import { sheetPieces } from '../../interchange/contact-sheet.ts';
import { writePieces } from '../../interchange/output.ts';
import { hashFile } from '../../photos/identify.ts';
import { onDisk } from '../../photos/disk.ts';
import { fileSystemError } from '../../photos/scan.ts';
import { presentPath, whyNotPresent } from '../files/photo-files.ts';
import type { PeopleAtHand } from '../corrections/resolve.ts';

export interface PersonPhotosOptions {
  folder: string;
  /** Create symbolic links instead of copies. */
  links?: boolean | undefined;
  /** Write a printable page that shows all photos. */
  sheet?: boolean | undefined;
}

export interface PersonPhotosReport {
  /** Photos that the person is in. */
  photos: number;
  /** Files created; photos that the folder holds already are not counted. */
  written: number;
  skipped: ({ path: string } & WireError)[];
}

/** A moment at which a person is seen in a film. */
export interface PersonMoment {
  /** Id of the film. */
  photo: number;
  path: string;
  /** Seconds from its start. */
  seconds: number;
}

/**
 * The photos and films of a person, and the moments in the films.
 * @throws FamiliarError `not-found`
 */
export async function listPersonPhotos(
  db: ReadableDb,
  people: Pick<PeopleAtHand, 'facesOf'>,
  id: string,
  distance: number,
): Promise<{ photos: PhotoRow[]; moments: PersonMoment[] }> {
  const { faceIds } = await people.facesOf(id, distance);
  const photos = getPhotos(db, [...new Set(photosOfFaces(db, faceIds).values())]);
  const paths = new Map(photos.map((photo) => [photo.id, photo.path]));
  const moments = momentsOf(db, faceIds).map(({ photoId, seconds }) => ({
    ...{ photo: photoId, path: paths.get(photoId) ?? '', seconds },
  }));
  return { photos, moments };
}

/** File name of the contact sheet. */
const sheetName = 'contact-sheet.html';

/**
 * Copies a person's photos into a folder. Existing files stay: a photo that is already there is not copied again, and
 * a different file of the same name makes the copy take a number.
 * @throws FamiliarError `not-found` for the person, `output-unwritable` for the folder
 */
export async function exportPersonPhotos(
  db: ReadableDb,
  people: Pick<PeopleAtHand, 'facesOf' | 'owners'>,
  id: string,
  distance: number,
  { folder, links = false, sheet = false }: PersonPhotosOptions,
): Promise<PersonPhotosReport> {
  const { faceIds } = await people.facesOf(id, distance);
  const name = (await people.owners(distance)).get(numberAt(faceIds, 0))?.name ?? null;
  const photos = getPhotos(db, [...new Set(photosOfFaces(db, faceIds).values())]);
  const report: PersonPhotosReport = { photos: photos.length, written: 0, skipped: [] };
  await makeFolder(folder);
  const shown: { photo: PhotoRow; file: string }[] = [];
  for (const photo of photos) {
    try {
      const path = await presentPath(db, photo.id);
      if (!path) throw (await whyNotPresent(db, photo.id)).error;
      const { file, isNew } = await place(path, folder, links);
      if (isNew) report.written++;
      shown.push({ photo, file });
    } catch (thrown) {
      const error = fileSystemError(thrown);
      if (error.code === 'internal' || error.code === 'output-unwritable') throw error;
      report.skipped.push({ path: photo.path, ...toWireError(error) });
    }
  }
  if (sheet) {
    const pictures = shown.map(({ photo, file }) => ({
      ...photo,
      file,
      picture: () => getThumbnail(db, photo.id),
    }));
    await writePieces(join(folder, sheetName), sheetPieces(name, pictures));
    report.written++;
  }
  return report;
}

/** Copies or links a file into a folder under its own name, with a number where the name is taken. */
async function place(
  path: string,
  folder: string,
  links: boolean,
): Promise<{ file: string; isNew: boolean }> {
  const ending = extname(path);
  const stem = basename(path, ending);
  for (let n = 1; ; n++) {
    const file = n === 1 ? `${stem}${ending}` : `${stem} (${n})${ending}`;
    const target = join(folder, file);
    try {
      if (links) await symlink(path, target);
      else await copyWithTime(path, target);
      return { file, isNew: true };
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code !== 'EEXIST') {
        if (cause instanceof FamiliarError) throw cause;
        throw new FamiliarError(
          'output-unwritable',
          `${target} cannot be written (${code ?? String(cause)})`,
          { cause },
        );
      }
      if (await isSame(path, target)) return { file, isNew: false };
    }
  }
}

async function copyWithTime(path: string, target: string): Promise<void> {
  const { atime, mtime } = await onDisk(path, () => stat(path));
  await copyFile(path, target, constants.COPYFILE_EXCL);
  await utimes(target, atime, mtime);
}

/** True if a file, or the target of a link, holds this photo's content. */
async function isSame(path: string, target: string): Promise<boolean> {
  try {
    const [one, other] = await Promise.all([stat(path), stat(target)]);
    if (one.dev === other.dev && one.ino === other.ino) return true;
    return one.size === other.size && (await hashFile(path)).equals(await hashFile(target));
  } catch {
    return false;
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new FamiliarError('output-unwritable', `${path} cannot be made`, { cause });
  }
}
