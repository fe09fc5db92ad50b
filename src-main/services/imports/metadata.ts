import { float32At } from '../../common/typed-arrays.ts';
import type { Box } from '../../contract/models.ts';
import { getLandmarks, listEarlierFaces, placeFace } from '../../db/faces.ts';
import type { WritableDb } from '../../db/open.ts';
import { orientationOf, updateTurn } from '../../db/photos.ts';
import { replaceThumbnail } from '../../db/pictures.ts';
import { toStored, toUpright } from '../../interchange/orientation.ts';
import type { DecodedPhoto } from '../../photos/decode.ts';

/** Metadata of a photo that other programs may change. */
export interface WrittenMetadata extends Pick<DecodedPhoto, 'orientation' | 'width' | 'height'> {
  /** JPEG thumbnail of the upright photo. */
  thumbnail: Uint8Array;
}

/** Stores new metadata of a photo. A change of orientation turns its faces as well. */
export function takeMetadata(db: WritableDb, photoId: number, written: WrittenMetadata): void {
  const before = orientationOf(db, photoId);
  const { orientation, width, height, thumbnail } = written;
  updateTurn(db, photoId, { orientation, width, height });
  if (orientation === before) return;
  replaceThumbnail(db, photoId, thumbnail);
  const turn = (box: Box): Box => toUpright(toStored(box, before), orientation);
  for (const { id, box, isInPicture } of listEarlierFaces(db, photoId)) {
    if (!isInPicture) continue;
    const landmarks = getLandmarks(db, id);
    for (let i = 0; i < landmarks.length; i += 2) {
      const point = turn({ x: float32At(landmarks, i), y: float32At(landmarks, i + 1), width: 0, height: 0 });
      landmarks[i] = point.x;
      landmarks[i + 1] = point.y;
    }
    placeFace(db, id, { box: turn(box), landmarks });
  }
}
