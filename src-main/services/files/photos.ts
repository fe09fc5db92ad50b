import { basename } from 'node:path';
import { FamiliarError } from '../../contract/errors.ts';
import type {
  LeftOutReason,
  PhotoDetail,
  PhotoMonth,
  PhotoSummary,
  SimilarFace,
} from '../../contract/models.ts';
import { formatCluster } from '../../contract/person-id.ts';
import { listFacesOfPhoto } from '../../db/faces.ts';
import type { ReadableDb } from '../../db/open.ts';
import {
  countPhotos,
  getPhoto,
  isCutShort,
  listPhotos,
  listShapes,
  notesOf,
  type PhotoRow,
} from '../../db/photos.ts';
import { findPhotoFile } from './photo-files.ts';

/** The person of a face at a grouping. */
export interface FaceOwner {
  personId: string;
  name: string | null;
  /** Year, month or day of birth; null for unknown. */
  birth: string | null;
  /** Reason why the face is in no group; null where it is in one. */
  leftOut: LeftOutReason | null;
}

/** The owners of all faces at a grouping; undefined for a face in no group. */
export interface FaceOwners {
  get(faceId: number): FaceOwner | undefined;
}

const nobody: Omit<FaceOwner, 'personId'> = { name: null, birth: null, leftOut: null };

export function toPhotoSummary({ id, path, width, height, takenAt, seconds, faces }: PhotoRow): PhotoSummary {
  return { id, name: basename(path), width, height, takenAt, seconds, faces };
}

export function listPhotoPage(
  db: ReadableDb,
  offset: number,
  limit: number,
): { photos: PhotoSummary[]; total: number } {
  return { photos: listPhotos(db, offset, limit).map(toPhotoSummary), total: countPhotos(db) };
}

/**
 * Months of the list of photos, with the shape of each photo, so that a view knows its layout beforehand.
 * @param except photos that are not in the list
 */
export function listMonths(db: ReadableDb, except: readonly number[] = []): PhotoMonth[] {
  const months: PhotoMonth[] = [];
  for (const { takenAt, width, height } of listShapes(db, except)) {
    const month = takenAt?.slice(0, 7) ?? null;
    let last = months.at(-1);
    if (!last || last.month !== month) months.push((last = { month, ratios: [] }));
    last.ratios.push(Number((width / height).toFixed(3)));
  }
  return months;
}

/**
 * A photo with its faces and their people.
 * @throws FamiliarError `not-found`
 */
export async function describePhoto(db: ReadableDb, id: number, owners: FaceOwners): Promise<PhotoDetail> {
  const photo = getPhoto(db, id);
  if (!photo) throw new FamiliarError('not-found', `there is no photo ${id}`);
  const { path, whereabouts } = await findPhotoFile(db, id);
  return {
    ...toPhotoSummary(photo),
    path,
    present: whereabouts === 'there',
    whereabouts,
    ...notesOf(db, id),
    isCutShort: isCutShort(db, id),
    people: listFacesOfPhoto(db, id).map(({ id: faceId, box, score, quality, moment }) => {
      const owner = owners.get(faceId) ?? { personId: formatCluster(faceId), ...nobody };
      return { id: faceId, box, score, quality, moment, ...owner };
    }),
  };
}

/** A face's neighbours, as the page shows them. */
export function similarFaces(
  neighbours: readonly { faceId: number; photoId: number; distance: number }[],
  owners: FaceOwners,
): SimilarFace[] {
  return neighbours.map(({ faceId: id, photoId, distance }) => ({
    id,
    photoId,
    distance,
    name: owners.get(id)?.name ?? null,
  }));
}
