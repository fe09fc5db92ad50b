import { decodePhoto } from '../photos/decode.ts';
import { encodeJpeg } from '../photos/encode.ts';
import { cutChip, displayFrame } from './chip.ts';
import { thumbnailSide, workingSide } from './pipeline.ts';
import type { StoredFace } from './stored-faces.ts';

/** What is shown of a photo, as JPEG. */
export interface PhotoPictures {
  thumbnail: Uint8Array;
  /** In the order of the faces. */
  chips: Uint8Array[];
}

/**
 * Makes the pictures of a photo again whose faces are known, as recognition made them.
 * @throws FamiliarError `photo-*`
 */
export async function picturesOf(
  path: string,
  faces: readonly Pick<StoredFace, 'landmarks'>[],
): Promise<PhotoPictures> {
  const { pixels } = await decodePhoto(path, workingSide);
  const { width, height } = pixels;
  const chips = faces.map(({ landmarks }) => {
    const places = landmarks.map((part, k) => part * (k % 2 === 0 ? width : height));
    return encodeJpeg(cutChip(pixels, places, displayFrame));
  });
  return { thumbnail: await encodeJpeg(pixels, thumbnailSide), chips: await Promise.all(chips) };
}
