import type { Box } from '../contract/models.ts';
import { isCountedPhoto, isInPicture, isKnownPhoto } from './counted.ts';
import type { ReadableDb } from './open.ts';

/** A recognised photo, as other programs know it. */
export interface ExportedPhoto {
  id: number;
  /** Lower-case hexadecimal. */
  sha256: string;
  /** Upright, in pixels. */
  width: number;
  height: number;
  /** EXIF, 1 to 8. */
  orientation: number;
  /** ISO 8601 without zone. */
  takenAt: string | null;
  /** No file holds it any more. */
  missing: boolean;
}

export interface ExportedFace {
  id: number;
  photoId: number;
  /** Fractions of the upright photo. */
  box: Box;
  /** 0 to 1; null in rows of pipelines that did not measure it. */
  quality: number | null;
  /** The user said that it is no face. */
  dismissed: boolean;
  /** The user pointed at it; the detector had missed it. */
  drawn: boolean;
}

interface FlatFace extends Box {
  id: number;
  photoId: number;
  quality: number | null;
  dismissed: number;
  drawn: number;
}

/** By id, one at a time: a library may have more than fit into memory twice. */
export function* eachExportedPhoto(db: ReadableDb): Generator<ExportedPhoto> {
  const sql = `SELECT id, lower(hex(hash)) AS sha256, width, height, orientation, taken_at AS takenAt,
    NOT (${isCountedPhoto(db)}) AS missing FROM photos WHERE ${isKnownPhoto(db)} ORDER BY id`;
  type Row = Omit<ExportedPhoto, 'missing'> & { missing: number };
  for (const photo of db.prepare<[], Row>(sql).iterate()) yield { ...photo, missing: photo.missing === 1 };
}

/** By photo, then id, one at a time; not those that were in a photo and are in its picture no more. */
export function* eachExportedFace(db: ReadableDb): Generator<ExportedFace> {
  const sql = `${faceColumns(db)} FROM faces WHERE ${isInPicture(db)} ORDER BY photo_id, id`;
  for (const face of db.prepare<[], FlatFace>(sql).iterate()) yield nest(face);
}

/** By id. */
export function exportedFacesOfPhoto(db: ReadableDb, photoId: number): ExportedFace[] {
  const sql = `${faceColumns(db)} FROM faces WHERE photo_id = ? AND ${isInPicture(db)}
    ORDER BY id`;
  return db.prepare<[number], FlatFace>(sql).all(photoId).map(nest);
}

/** A library that an older Familiar wrote has no dismissed faces, and no drawn ones. */
function faceColumns(db: ReadableDb): string {
  const has = db.prepare("SELECT 1 FROM pragma_table_info('faces') WHERE name = 'dismissed'").get();
  const said = has ? "dismissed, origin = 'drawn' AS drawn" : '0 AS dismissed, 0 AS drawn';
  return `SELECT id, photo_id AS photoId, x, y, width, height, quality, ${said}`;
}

const nest = ({ id, photoId, quality, dismissed, drawn, x, y, width, height }: FlatFace): ExportedFace => ({
  id,
  photoId,
  box: { x, y, width, height },
  quality,
  dismissed: dismissed === 1,
  drawn: drawn === 1,
});
