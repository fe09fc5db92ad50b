import sharp from 'sharp';
import { float32At } from '../common/typed-arrays.ts';
import { elementAt } from '../common/elements.ts';
import { FamiliarError, isOfPhoto } from '../contract/errors.ts';
import { decodePhoto } from '../photos/decode.ts';
import { type Pixels, pixelsOf } from '../photos/pixels.ts';
import type { CutFace } from './align/alignments.ts';
import { chipToPhoto } from './align/chip.ts';
import { displaySquare, inDisplay, turnedChipSide } from './display-crop.ts';
import { embedFaces } from './embed/embed.ts';
import type { EmbedderNetwork } from './embed/embedder.ts';
import { workingSide } from './pipeline.ts';
import { apply, invert } from './align/similarity.ts';
import { partsOf, toView, viewsOf } from './views.ts';

/** A face as stored in a library. */
export interface StoredFace {
  /** 68 x 2, fractions of the upright photo. */
  landmarks: Float32Array;
  /** JPEG of the face for people. */
  chip: Uint8Array;
  /** Size of the upright photo in pixels. */
  width: number;
  height: number;
}

export interface FacesOfPhoto {
  /** Path of the photo of all these faces; null to use their chips. */
  path: string | null;
  faces: StoredFace[];
}

/**
 * Computes vectors of stored faces, see {@link cutStoredFaces}.
 * @throws FamiliarError `photo-damaged`, `model-unsuitable`
 */
export async function embedStoredFaces(
  photo: FacesOfPhoto,
  network: EmbedderNetwork,
): Promise<Float32Array[]> {
  return embedFaces(await cutStoredFaces(photo, network.cut), network);
}

/**
 * Cuts the chips of stored faces: out of their photo by their landmarks, as recognition does, or out of the
 * stored picture if the photo cannot be read.
 * @returns the chips of each face, in their order
 * @throws FamiliarError `photo-damaged` if neither can be read
 */
export async function cutStoredFaces({ path, faces }: FacesOfPhoto, cut: CutFace): Promise<Pixels[][]> {
  const chips = path === null ? null : await cutFromPhoto(path, faces, cut);
  return chips ?? Promise.all(faces.map((face) => cutFromChip(face, cut)));
}

/** Returns null if the photo cannot be read. */
async function cutFromPhoto(
  path: string,
  faces: readonly StoredFace[],
  cut: CutFace,
): Promise<Pixels[][] | null> {
  try {
    const photo = { read: partsOf(path), ...(await decodePhoto(path, workingSide)) };
    const landmarks = faces.map((face) => inPixels(face.landmarks, photo));
    const chips = new Array<Pixels[]>(faces.length);
    for await (const { view, faces: within } of viewsOf(photo, landmarks)) {
      for (const i of within) chips[i] = cut(view.pixels, toView(view, elementAt(landmarks, i)));
    }
    return chips;
  } catch (error) {
    if (isOfPhoto(error)) return null;
    throw error;
  }
}

async function cutFromChip({ landmarks, chip, ...photo }: StoredFace, cut: CutFace): Promise<Pixels[]> {
  const shown = await readChip(chip);
  const places = inPixels(landmarks, photo);
  return cut(
    shown,
    shown.width === turnedChipSide
      ? inTurnedChip(places)
      : inDisplay(places, displaySquare(places, photo), shown),
  );
}

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

/** Converts landmarks from pixels of the file to pixels of a chip that was cut and rotated by them. */
function inTurnedChip(landmarks: Float32Array): Float32Array {
  const toChip = invert(chipToPhoto(landmarks, { size: turnedChipSide, padding: 0.75 }));
  const places = new Float32Array(landmarks.length);
  for (let k = 0; k < landmarks.length; k += 2) {
    places.set(apply(toChip, float32At(landmarks, k), float32At(landmarks, k + 1)), k);
  }
  return places;
}
