import { z } from 'zod';

/**
 * Pictures reach a view by kind and row id, never by path: `/picture/<kind>/<id>` under the page's origin
 * (serve), `familiar://app/picture/<kind>/<id>` in Electron.
 * - chip: a face in a square of its photo, at most 512 x 512
 * - thumbnail: a photo, at most 400 px on its longer side
 * - photo: a photo, upright, at most 2048 px on its longer side; of a film, its thumbnail
 * - film: the file of a film, in parts as a player asks for them
 */
export const pictureKind = z.enum(['chip', 'thumbnail', 'photo', 'film']);
export type PictureKind = z.infer<typeof pictureKind>;

/** A picture in memory, or the path of a film, which the shell reads in parts. */
export type Picture =
  { bytes: Uint8Array; mime: 'image/jpeg' | 'image/webp' } | { file: string; mime: string };

/** The path of a picture under the page's origin. */
export const picturePath = (kind: PictureKind, id: number): string => `/picture/${kind}/${id}`;

/** Reads a path made by {@link picturePath}; null for anything else. */
export function parsePicturePath(path: string): { kind: PictureKind; id: number } | null {
  const match = /^\/picture\/(chip|thumbnail|photo|film)\/([1-9][0-9]{0,15})$/.exec(path);
  return match ? { kind: match[1] as PictureKind, id: Number(match[2]) } : null;
}
