import { elementAt } from '../common/elements.ts';
import { decodePhoto } from '../photos/decode.ts';
import { encodeJpeg } from '../photos/encode.ts';
import { displaySquare, encodeDisplay } from './display-crop.ts';
import { thumbnailSide, workingSide } from './pipeline.ts';
import type { StoredFace } from './stored-faces.ts';
import { viewsOf } from './views.ts';

/** JPEG pictures of a photo. */
export interface PhotoPictures {
  thumbnail: Uint8Array;
  /** In the order of the faces. */
  chips: Uint8Array[];
}

/**
 * Recreates the pictures of a photo with known faces, as recognition makes them.
 * @throws FamiliarError `photo-*`
 */
export async function picturesOf(
  path: string,
  faces: readonly Pick<StoredFace, 'landmarks'>[],
): Promise<PhotoPictures> {
  const photo = { path, ...(await decodePhoto(path, workingSide)) };
  const { width, height } = photo;
  const landmarks = faces.map((face) =>
    face.landmarks.map((part, k) => part * (k % 2 === 0 ? width : height)),
  );
  const chips = new Array<Uint8Array>(faces.length);
  for await (const { view, faces: within } of viewsOf(photo, landmarks)) {
    for (const i of within)
      chips[i] = await encodeDisplay(displaySquare(elementAt(landmarks, i), photo), view);
  }
  return { thumbnail: await encodeJpeg(photo.pixels, thumbnailSide), chips };
}
