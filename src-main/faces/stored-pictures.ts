import { elementAt } from '../common/elements.ts';
import { FamiliarError } from '../contract/errors.ts';
import { decodePhoto } from '../photos/decode.ts';
import { encodeJpeg } from '../photos/encode.ts';
import { type FilmFrame, openFilm } from '../photos/films/read-film.ts';
import { displaySquare, encodeDisplay } from './display-crop.ts';
import { thumbnailSide, workingSide } from './pipeline.ts';
import type { StoredFace } from './stored-faces.ts';
import { partsOf, viewsOf, wholeView } from './views.ts';

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
  const photo = { read: partsOf(path), ...(await decodePhoto(path, workingSide)) };
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

/**
 * Recreates the pictures of a film: the frames of its faces are decoded again, which takes as long as at the import.
 * @param faces with their moments, in seconds from the start
 * @throws FamiliarError as {@link openFilm}
 */
export async function filmPicturesOf(
  path: string,
  faces: readonly (Pick<StoredFace, 'landmarks'> & { moment: number })[],
): Promise<PhotoPictures> {
  const chips = new Array<Uint8Array>(faces.length);
  let thumbnail: Uint8Array | null = null;
  const film = await openFilm(path, { side: workingSide });
  for await (const { seconds, pixels } of film.frames) {
    const here = [...faces.keys()].filter((i) => Math.abs(elementAt(faces, i).moment - seconds) < sameMoment);
    if (here.length > 0 || thumbnail === null) thumbnail = await encodeJpeg(pixels, thumbnailSide);
    for (const i of here) chips[i] = await chipIn(pixels, elementAt(faces, i).landmarks);
    if (faces.length > 0 && chips.filter(Boolean).length === faces.length) break;
  }
  if (thumbnail === null || faces.some((_, i) => !chips[i])) {
    throw new FamiliarError('photo-damaged', 'the film has not the frames any more that it had');
  }
  return { thumbnail, chips };
}

/** Seconds by which the moments of one frame may differ. */
const sameMoment = 0.002;

function chipIn(pixels: FilmFrame['pixels'], landmarks: Float32Array): Promise<Uint8Array> {
  const frame = { pixels, width: pixels.width, height: pixels.height };
  const places = landmarks.map((part, k) => part * (k % 2 === 0 ? pixels.width : pixels.height));
  return encodeDisplay(displaySquare(places, frame), wholeView(frame));
}
