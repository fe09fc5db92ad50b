import { stat } from 'node:fs/promises';
import { required } from '../../common/elements.ts';
import { personName } from '../../common/person-name.ts';
import type { AlbumsTaken } from '../../contract/training.ts';
import { formatPersonRow } from '../../contract/person-id.ts';
import { rejectedFaces } from '../../db/corrections.ts';
import { listFacesOfPhoto } from '../../db/faces.ts';
import { findUntouchedFile } from '../../db/files.ts';
import { labelsOf } from '../../db/labels.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { findPersonByName, getPerson } from '../../db/people.ts';
import { getPhoto } from '../../db/photos.ts';
import type { Edit } from '../../edits/edit.ts';
import { EditLog, type Made } from '../../edits/edit-log.ts';
import { listPersonFolders } from '../../photos/person-folders.ts';
import { centralFace } from '../../faces/detect/central-face.ts';
import { addPerson, label } from '../corrections/rules.ts';
import { stampOf } from '../files/photo-files.ts';

/** A labelled album: the photos directly in a folder that bears a person's name. */
export interface Album {
  name: string;
  paths: string[];
}

/**
 * The albums in a folder, by name. Folders whose names normalise to the same person's name are one album.
 * @throws FamiliarError `path-missing`, `photo-unreadable`, or `bad-request` where there is none
 */
export async function listAlbums(folder: string): Promise<Album[]> {
  const albums = new Map<string, Album>();
  for (const { person, paths } of await listPersonFolders(folder)) {
    const name = personName(person);
    if (name === '') continue;
    const album = albums.get(name) ?? { name, paths: [] };
    album.paths.push(...paths);
    albums.set(name, album);
  }
  return [...albums.values()];
}

/** The main face of each photo of an album that the library holds. */
interface AlbumFaces {
  name: string;
  photos: number;
  faces: { id: number; photoId: number }[];
  missed: number;
}

/**
 * Labels the main face of each photo with the album's person, as one edit. Existing corrections win: a face labelled
 * otherwise, or rejected from the person, is reported as a conflict. A repetition changes nothing.
 */
export async function labelAlbums(db: WritableDb, albums: readonly Album[]): Promise<Made<AlbumsTaken>> {
  const found: AlbumFaces[] = [];
  for (const album of albums) found.push(await findMainFaces(db, album));
  return new EditLog(db).make((edit) => {
    const taken: AlbumsTaken = { albums: [], conflicts: [] };
    for (const album of found) labelAlbum(edit, album, taken);
    const labelled = taken.albums.map((album) => album.labelled);
    const faces = labelled.reduce((sum, n) => sum + n, 0);
    const given = labelled.filter((n) => n > 0).length;
    return { summary: { kind: 'took-albums', faces, albums: given }, result: taken };
  });
}

async function findMainFaces(db: ReadableDb, { name, paths }: Album): Promise<AlbumFaces> {
  const faces = new Map<number, { id: number; photoId: number }>();
  let missed = 0;
  for (const path of paths) {
    const face = await findMainFace(db, path);
    if (face) faces.set(face.id, face);
    else missed++;
  }
  return { name, photos: paths.length, faces: [...faces.values()], missed };
}

async function findMainFace(db: ReadableDb, path: string): Promise<{ id: number; photoId: number } | null> {
  const stats = await stat(path).catch(() => null);
  const photoId = stats ? findUntouchedFile(db, path, stampOf(stats)) : undefined;
  const photo = photoId === undefined ? undefined : getPhoto(db, photoId);
  if (!photo) return null;
  const { width, height } = photo;
  return centralFace({ width, height, faces: listFacesOfPhoto(db, photo.id) });
}

function labelAlbum(edit: Edit, { name, photos, faces, missed }: AlbumFaces, taken: AlbumsTaken): void {
  const { db } = edit;
  const known = findPersonByName(db, name)?.id;
  const owners = labelsOf(
    db,
    faces.map(({ id }) => id),
  );
  const refused = new Set(known === undefined ? [] : rejectedFaces(db, known));
  const theirs = faces.filter(({ id }) => known !== undefined && owners.get(id) === known);
  const open = faces.filter(({ id }) => !owners.has(id) && !refused.has(id));
  for (const { id, photoId } of faces) {
    const owner = owners.get(id);
    if (owner === undefined ? !refused.has(id) : owner === known) continue;
    const person =
      owner === undefined ? null : { id: formatPersonRow(owner), name: required(getPerson(db, owner)).name };
    taken.conflicts.push({ face: id, photoId, album: name, person });
  }
  const row = known ?? (open.length > 0 ? addPerson(edit, name) : null);
  if (row !== null) {
    label(
      edit,
      row,
      open.map(({ id }) => id),
    );
  }
  const person = row === null ? null : formatPersonRow(row);
  taken.albums.push({ name, person, photos, labelled: open.length, known: theirs.length, missed });
}
