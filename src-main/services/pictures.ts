import { FamiliarError } from '../contract/errors.ts';
import type { Picture, PictureKind } from '../contract/pictures.ts';
import type { ReadableDb } from '../db/open.ts';
import { getChip, getThumbnail } from '../db/pictures.ts';
import { decodePhoto } from '../photos/decode.ts';
import { encodeJpeg } from '../photos/encode.ts';
import { presentPath } from './imports/file-stamp.ts';

/** Longer side of a photo shown whole, in pixels. */
const viewSide = 2048;

/** @throws FamiliarError `not-found` where there is no such row or no file behind it; `photo-*` */
export async function readPicture(db: ReadableDb, kind: PictureKind, id: number): Promise<Picture> {
  const bytes = kind === 'photo' ? await renderPhoto(db, id) : readStored(db, kind, id);
  return { bytes, mime: 'image/jpeg' };
}

function readStored(db: ReadableDb, kind: 'chip' | 'thumbnail', id: number): Uint8Array {
  const bytes = kind === 'chip' ? getChip(db, id) : getThumbnail(db, id);
  if (!bytes) throw new FamiliarError('not-found', `there is no ${kind} ${id}`);
  return bytes;
}

async function renderPhoto(db: ReadableDb, id: number): Promise<Uint8Array> {
  const path = presentPath(db, id);
  if (!path) throw new FamiliarError('not-found', `the file of photo ${id} is not there`);
  return encodeJpeg((await decodePhoto(path, viewSide)).pixels);
}
