import sharp from 'sharp';
import { FamiliarError } from '../contract/errors.ts';
import { decodePhoto } from '../photos/decode.ts';
import { type Pixels, pixelsOf } from '../photos/pixels.ts';
import type { CutFace } from './alignments.ts';
import { chipToPhoto, displayFrame } from './chip.ts';
import { embedFaces } from './embed.ts';
import type { EmbedderNetwork } from './embedder.ts';
import { workingSide } from './pipeline.ts';
import { apply, invert } from './similarity.ts';

/** A face as a library keeps it. */
export interface StoredFace {
  /** 68 x 2, fractions of the upright photo. */
  landmarks: Float32Array;
  /** JPEG of the aligned face as it is shown to people. */
  chip: Uint8Array;
  /** Of the upright photo, in pixels. */
  width: number;
  height: number;
}

export interface FacesOfPhoto {
  /** Where the photo of all these faces lies; null to take them from their chips. */
  path: string | null;
  faces: StoredFace[];
}

/**
 * Vectors of faces that were found before, see {@link cutStoredFaces}.
 * @throws FamiliarError `photo-damaged`, `model-unsuitable`
 */
export async function embedStoredFaces(
  photo: FacesOfPhoto,
  network: EmbedderNetwork,
): Promise<Float32Array[]> {
  return embedFaces(await cutStoredFaces(photo, network.cut), network);
}

/**
 * The chips of faces that were found before: cut out of their photo by their landmarks as though it were recognised
 * anew, or out of the chip that is shown to people where the photo cannot be read any more.
 * @returns the chips of each face, in their order
 * @throws FamiliarError `photo-damaged` where neither can be read
 */
export async function cutStoredFaces({ path, faces }: FacesOfPhoto, cut: CutFace): Promise<Pixels[][]> {
  const pixels = path === null ? null : await readPhoto(path);
  if (pixels) return faces.map(({ landmarks }) => cut(pixels, inPixels(landmarks, pixels)));
  return Promise.all(
    faces.map(async ({ landmarks, chip, width, height }) => {
      const shown = await readChip(chip);
      return cut(shown, inChip(inPixels(landmarks, { width, height }), shown));
    }),
  );
}

const readPhoto = (path: string): Promise<Pixels | null> =>
  decodePhoto(path, workingSide).then(
    ({ pixels }) => pixels,
    () => null,
  );

async function readChip(jpeg: Uint8Array): Promise<Pixels> {
  try {
    return await pixelsOf(sharp(jpeg).toColourspace('srgb').removeAlpha());
  } catch (cause) {
    throw new FamiliarError('photo-damaged', 'the photo is gone, and the chip kept of a face is damaged', {
      cause,
    });
  }
}

const inPixels = (landmarks: Float32Array, { width, height }: { width: number; height: number }) =>
  landmarks.map((part, k) => part * (k % 2 === 0 ? width : height));

/** Landmarks in pixels of the photo, as pixels of the chip that was cut by them. */
function inChip(landmarks: Float32Array, chip: Pixels): Float32Array {
  const scale = chip.width / displayFrame.size;
  const toChip = invert(chipToPhoto(landmarks, displayFrame));
  const places = new Float32Array(landmarks.length);
  for (let k = 0; k < landmarks.length; k += 2) {
    const [x, y] = apply(toChip, landmarks[k], landmarks[k + 1]);
    places[k] = scale * x;
    places[k + 1] = scale * y;
  }
  return places;
}
