import { basename, join } from 'node:path';
import { elementAt } from '../../common/elements.ts';
import { youngOf } from '../../clustering/youth.ts';
import { embeddingDimension as dimension } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/models.ts';
import { looksLikePhoto } from '../../contract/photo-endings.ts';
import { isLowQuality } from '../../faces/quality.ts';
import { listFolder } from '../../photos/read-listed.ts';
import { type PhotoFaces } from '../recognition/photo-faces.ts';
import { centralFace } from '../../faces/detect/central-face.ts';
import { recognisePhotos, type RecognitionSource } from '../recognition/recognise-photos.ts';

/** A set of labelled albums: people, and the photos that show each in the middle. */
export interface AlbumSet {
  name: string;
  people: { person: string; paths: string[] }[];
}

/** A recognised photo of a set. */
export interface AlbumPhoto extends PhotoFaces {
  /** Number of the person in the middle, unique over all sets. */
  person: number;
}

export interface RecognisedSet {
  name: string;
  photos: AlbumPhoto[];
  /** Number of photos in which no face was found, unreadable ones included. */
  missed: number;
}

/**
 * Lists the sets in a folder: each folder in it that holds folders of people. A folder that holds folders of people itself is one
 * set. Photos in folders within a person's folder are the person's too.
 * @throws FamiliarError `path-missing`, or `bad-request` where there are no photos of people
 */
export async function listAlbumSets(folder: string): Promise<AlbumSet[]> {
  const children = await listFolders(folder);
  const sets = await Promise.all(
    children.map(async (child) => ({ name: basename(child), people: await listPeople(child) })),
  );
  const filled = sets.filter(({ people }) => people.length > 0);
  if (filled.length === sets.length && sets.length > 0) return filled;
  // A child folder holds photos instead of folders of people, so the folder itself is one set.
  const people = await listPeople(folder);
  const isOneSet = await Promise.all(children.map(async (child) => (await listPhotos(child)).length > 0));
  if (isOneSet.some(Boolean) && people.length > 0) return [{ name: basename(folder), people }];
  if (filled.length > 0) return filled;
  throw new FamiliarError('bad-request', `there is no folder with photos of a person in ${folder}`);
}

async function listFolders(folder: string): Promise<string[]> {
  const entries = await listFolder(folder);
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
    .sort();
}

async function listPhotos(folder: string): Promise<string[]> {
  const entries = await listFolder(folder);
  return entries
    .filter((entry) => entry.isFile() && looksLikePhoto(entry.name))
    .map(({ name }) => join(folder, name))
    .sort();
}

async function listPeople(folder: string): Promise<AlbumSet['people']> {
  const people = await Promise.all(
    (await listFolders(folder)).map(async (child) => ({
      person: basename(child),
      paths: await listAll(child),
    })),
  );
  return people.filter(({ paths }) => paths.length > 0);
}

/** Photos in a folder and in those within it. */
async function listAll(folder: string): Promise<string[]> {
  const within = await Promise.all((await listFolders(folder)).map(listAll));
  return [...(await listPhotos(folder)), ...within.flat()];
}

/** @throws FamiliarError as {@link recognisePhotos}, and `bad-request` where no face is found in any set */
export async function recogniseSets(
  sets: readonly AlbumSet[],
  source: RecognitionSource,
): Promise<{ sets: RecognisedSet[]; failed: Failure[] }> {
  const paths = sets.flatMap(({ people }) => people.flatMap((person) => person.paths));
  const { faces, failed } = await recognisePhotos(paths, source);
  let people = 0;
  const recognised = sets.map((set) => {
    const all = set.people.flatMap((person) => {
      const number = people++;
      return person.paths.map((path) => ({ person: number, photo: faces.get(path) }));
    });
    const photos = all.flatMap(({ person, photo }) =>
      photo && photo.faces.length > 0 ? [{ ...photo, person }] : [],
    );
    return { name: set.name, photos, missed: all.length - photos.length };
  });
  if (recognised.every(({ photos }) => photos.length === 0)) {
    throw new FamiliarError('bad-request', 'no face was found in the photos of any set');
  }
  return { sets: recognised, failed };
}

/** All faces of some photos, as a library has them; the people of the central ones are known. */
export interface AlbumFaces {
  /** Unit vectors, one after the other. */
  vectors: Float32Array;
  /** Photo number of each face. */
  photos: Uint32Array;
  /** 1 for a low-quality face [Note: Low-quality faces]. */
  lowQuality: Uint8Array;
  /** Youth estimate of each face, 0 to 255 [Note: Small children]. */
  young: Uint8Array;
  /** Indices of the central faces, ascending, and the person of each. */
  central: Uint32Array;
  people: Uint32Array;
}

/** @param modelId model of the vectors */
export function facesOf(photos: readonly AlbumPhoto[], modelId: string): AlbumFaces {
  const faces = photos.flatMap((photo, number) => {
    const middle = centralFace(photo);
    return photo.faces.map((face) => ({ face, number, isMiddle: face === middle, person: photo.person }));
  });
  const vectors = new Float32Array(faces.length * dimension);
  faces.forEach(({ face }, i) => vectors.set(face.vector, i * dimension));
  const central = faces.flatMap(({ isMiddle }, i) => (isMiddle ? [i] : []));
  return {
    vectors,
    photos: Uint32Array.from(faces, ({ number }) => number),
    lowQuality: Uint8Array.from(faces, ({ face }) => (isLowQuality(face.quality?.value ?? null) ? 1 : 0)),
    young: Uint8Array.from(faces, ({ face }) => youngOf(modelId, face.vector)),
    central: Uint32Array.from(central),
    people: Uint32Array.from(central, (i) => elementAt(faces, i).person),
  };
}
