import { elementAt } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Picture, PictureKind } from '../../contract/pictures.ts';
import { getEmbeddableFaces } from '../../db/embedding.ts';
import { photosOfFaces } from '../../db/faces.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { getChip, getThumbnail, listFacesWithoutChip, putChip, putThumbnail } from '../../db/pictures.ts';
import { picturesOf } from '../../faces/stored-pictures.ts';
import { decodePhoto } from '../../photos/decode.ts';
import { encodeJpeg } from '../../photos/encode.ts';
import { presentPath } from './photo-files.ts';

/** Longer side of a display picture, in pixels. */
const viewSide = 2048;

type StoredKind = Exclude<PictureKind, 'photo'>;

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
    const bytes = kind === 'photo' ? await renderPhoto(this.#db, id) : await this.#readStored(kind, id);
    return { bytes, mime: 'image/jpeg' };
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
    const { thumbnail, chips } = await picturesOf(path, faces);
    if (!db.open) throw new FamiliarError('cancelled', 'the library was closed');
    db.transaction(() => {
      putThumbnail(db, photoId, thumbnail);
      for (const [i, { faceId }] of faces.entries()) putChip(db, faceId, elementAt(chips, i));
    }).immediate();
  }
}

async function renderPhoto(db: ReadableDb, id: number): Promise<Uint8Array> {
  const path = await presentPath(db, id);
  if (!path) throw new FamiliarError('not-found', `the file of photo ${id} is not there`);
  return encodeJpeg((await decodePhoto(path, viewSide)).pixels);
}
