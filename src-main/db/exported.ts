import type { Box } from '../contract/models.ts';
import { hasColumn, isCountedPhoto, isInPicture, isKnownPhoto } from './counted.ts';
import type { ReadableDb } from './open.ts';

/** A recognised photo as exported to other programs. */
export interface ExportedPhoto {
  id: number;
  /** Lower-case hexadecimal. */
  sha256: string;
  /** Upright size in pixels. */
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  /** ISO 8601 without a zone. */
  takenAt: string | null;
  /** True if no file of the photo exists any more. */
  missing: boolean;
}

export interface ExportedFace {
  id: number;
  photoId: number;
  /** Fractions of the upright photo. */
  box: Box;
  /** 0 to 1; null in rows of pipelines without it. */
  quality: number | null;
  /** True if the user dismissed it as no face. */
  dismissed: boolean;
  /** True if the user drew it because the detector had missed it. */
  drawn: boolean;
}

interface FlatFace extends Box {
  id: number;
  photoId: number;
  quality: number | null;
  dismissed: number;
  drawn: number;
}

/** Sorted by id, one at a time, to bound memory. */
export function* eachExportedPhoto(db: ReadableDb): Generator<ExportedPhoto> {
  const sql = `SELECT id, lower(hex(hash)) AS sha256, width, height, orientation, taken_at AS takenAt,
    NOT (${isCountedPhoto(db)}) AS missing FROM photos WHERE ${isKnownPhoto(db)} ORDER BY id`;
  type Row = Omit<ExportedPhoto, 'missing'> & { missing: number };
  for (const photo of db.prepare<[], Row>(sql).iterate()) yield { ...photo, missing: photo.missing === 1 };
}

/**
 * Sorted by photo, then id, one at a time; without faces that are no longer in the picture of their photo.
 */
export function* eachExportedFace(db: ReadableDb): Generator<ExportedFace> {
  const sql = `${faceColumns(db)} FROM faces WHERE ${isInPicture(db)} ORDER BY photo_id, id`;
  for (const face of db.prepare<[], FlatFace>(sql).iterate()) yield nest(face);
}

/** Sorted by id. */
export function exportedFacesOfPhoto(db: ReadableDb, photoId: number): ExportedFace[] {
  const sql = `${faceColumns(db)} FROM faces WHERE photo_id = ? AND ${isInPicture(db)}
    ORDER BY id`;
  return db.prepare<[number], FlatFace>(sql).all(photoId).map(nest);
}

/** Libraries of older versions have no dismissed or drawn faces. */
function faceColumns(db: ReadableDb): string {
  const said = hasColumn(db, 'faces', 'dismissed')
    ? "dismissed, origin = 'drawn' AS drawn"
    : '0 AS dismissed, 0 AS drawn';
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
