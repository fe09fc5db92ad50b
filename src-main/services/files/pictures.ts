import { extname } from 'node:path';
import { elementAt } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Picture, PictureKind } from '../../contract/pictures.ts';
import { getEmbeddableFaces } from '../../db/embedding.ts';
import { momentsOf, photosOfFaces } from '../../db/faces.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { getChip, getThumbnail, listFacesWithoutChip, putChip, putThumbnail } from '../../db/pictures.ts';
import { isFilm } from '../../db/photos.ts';
import { filmPicturesOf, picturesOf } from '../../faces/stored-pictures.ts';
import { decodePhoto } from '../../photos/decode.ts';
import { encodeJpeg } from '../../photos/encode.ts';
import { presentPath } from './photo-files.ts';

/** Longer side of a display picture, in pixels. */
const viewSide = 2048;

type StoredKind = Exclude<PictureKind, 'photo' | 'film'>;

/** The pictures of a library. Pictures that a restore did not bring back are made again on demand. */
export class Pictures {
  readonly #db: WritableDb;
  /** Photos whose pictures are being made; each photo is decoded once for all its pictures. */
  readonly #underWay = new Map<number, Promise<void>>();

  constructor(db: WritableDb) {
    this.#db = db;
  }

  /**
   * @throws FamiliarError `not-found` where there is no such row or no file behind it; `photo-*`
   */
  async read(kind: PictureKind, id: number): Promise<Picture> {
    if (kind === 'film') return this.#film(id);
    const isRendered = kind === 'photo' && !isFilm(this.#db, id);
    const stored = kind === 'photo' ? 'thumbnail' : kind;
    const bytes = isRendered ? await renderPhoto(this.#db, id) : await this.#readStored(stored, id);
    return { bytes, mime: 'image/jpeg' };
  }

  async #film(id: number): Promise<Picture> {
    const file = isFilm(this.#db, id) ? await presentPath(this.#db, id) : undefined;
    if (!file) throw new FamiliarError('not-found', `the file of film ${id} is not there`);
    return { file, mime: mimeOfFilm(file) };
  }

  async #readStored(kind: StoredKind, id: number): Promise<Uint8Array> {
    const read = () => (kind === 'chip' ? getChip(this.#db, id) : getThumbnail(this.#db, id));
    const kept = read();
    if (kept) return kept;
    const photoId = kind === 'chip' ? photosOfFaces(this.#db, [id]).get(id) : id;
    if (photoId !== undefined) await this.#makeOnce(photoId);
    const made = read();
    if (!made) throw new FamiliarError('not-found', `there is no ${kind} ${id}`);
    return made;
  }

  #makeOnce(photoId: number): Promise<void> {
    const underWay = this.#underWay.get(photoId);
    if (underWay) return underWay;
    const making = this.#make(photoId).finally(() => this.#underWay.delete(photoId));
    this.#underWay.set(photoId, making);
    return making;
  }

  async #make(photoId: number): Promise<void> {
    const db = this.#db;
    const path = await presentPath(db, photoId);
    if (!path) return;
    const faces = getEmbeddableFaces(db, listFacesWithoutChip(db, photoId));
    const made = isFilm(db, photoId) ? filmPicturesOf(path, withMoments(db, faces)) : picturesOf(path, faces);
    const { thumbnail, chips } = await made;
    if (!db.open) throw new FamiliarError('cancelled', 'the library was closed');
    db.transaction(() => {
      putThumbnail(db, photoId, thumbnail);
      for (const [i, { faceId }] of faces.entries()) putChip(db, faceId, elementAt(chips, i));
    }).immediate();
  }
}

/** What a browser plays of these formats it plays by this type. */
const mimes: Record<string, string> = {
  '.webm': 'video/webm',
  '.mkv': 'video/webm',
  '.ogv': 'video/ogg',
  '.mov': 'video/mp4',
  '.qt': 'video/mp4',
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.3gp': 'video/mp4',
};
const mimeOfFilm = (path: string): string => mimes[extname(path).toLowerCase()] ?? 'application/octet-stream';

function withMoments<Face extends { faceId: number }>(
  db: ReadableDb,
  faces: readonly Face[],
): (Face & { moment: number })[] {
  const ids = faces.map(({ faceId }) => faceId);
  const moments = new Map(momentsOf(db, ids).map(({ faceId, seconds }) => [faceId, seconds]));
  return faces.map((face) => ({ ...face, moment: moments.get(face.faceId) ?? 0 }));
}

async function renderPhoto(db: ReadableDb, id: number): Promise<Uint8Array> {
  const path = await presentPath(db, id);
  if (!path) throw new FamiliarError('not-found', `the file of photo ${id} is not there`);
  return encodeJpeg((await decodePhoto(path, viewSide)).pixels);
}
