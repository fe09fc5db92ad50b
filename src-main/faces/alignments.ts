import type { EmbedderKind } from '../nn/own-models.ts';
import { embedderInputs } from '../nn/own-models.ts';
import { jointChip } from '../nn/networks/dlib-mobilefacenet.ts';
import type { Pixels } from '../photos/pixels.ts';
import { chipToPhoto, cutChip, cutSquare, embeddingFrames, trainedFrame } from './chip.ts';
import { fitSimilarity, invert, type Similarity } from './similarity.ts';

/**
 * [Note: Frames of own models]
 * Every kind of network gets the face as it was trained on it, from the 68 landmarks that the library has:
 *
 * - `dlib150`: our own frame, 33 landmarks laid on dlib's mean face.
 * - `arcface112`: five points (the middles of the eyes, the tip of the nose, the corners of the mouth) laid on
 *   ArcFace's template. The middle of an eye is that of its six lid points.
 * - `facenet160`: FaceNet's descendants were trained on boxes of the MTCNN detector, upright and with 32 pixels
 *   of margin at 160. There is no MTCNN here, so the frame is the mean face with as much room: in such a crop
 *   the eyes lie about a third of its side apart, a little above its middle, the mouth at three quarters of its
 *   height. The mean face with a padding of 0.33, moved down by 0.08 of the side, has the eyes 0.32 apart at a
 *   height of 0.41, and the corners of the mouth at 0.75. It is also turned upright, which those crops are not. These numbers
 *   were chosen by this comparison of proportions and not by measuring recognition.
 * - `familiar184`: one chip that holds the frames of both networks in the joint one [Note: One frame for two networks].
 */

/** Points of the template in the 112-pixel chip: eyes, nose, corners of the mouth; indices of pixels (ArcFace). */
const arcfaceTemplate = [
  38.2946, 51.6963, 73.5318, 51.5014, 56.0252, 71.7366, 41.5493, 92.3655, 70.7299, 92.2041,
];
/** Pixel 0 has its middle at half a pixel of ours. */
const pixelMiddle = 0.5;

const facenetFrame = { size: embedderInputs.facenet160.side, padding: 0.33 };
/** How much further down the face lies, as a fraction of the side. */
const facenetShift = 0.08;

/** Landmarks, first and last, of which a point is the middle. */
const fivePoints = [
  [36, 41],
  [42, 47],
  [30, 30],
  [48, 48],
  [54, 54],
] as const;

/** Middles of the eyes, tip of the nose, corners of the mouth, as x, y pairs in pixels of what the 68 are in. */
export function fivePointsOf(landmarks: ArrayLike<number>): number[] {
  return fivePoints.flatMap(([first, last]) => {
    let [x, y] = [0, 0];
    for (let i = first; i <= last; i++) {
      x += landmarks[2 * i];
      y += landmarks[2 * i + 1];
    }
    const count = last - first + 1;
    return [x / count, y / count];
  });
}

function arcfaceToPhoto(landmarks: ArrayLike<number>): Similarity {
  const targets = arcfaceTemplate.map((index) => index + pixelMiddle);
  return invert(fitSimilarity(fivePointsOf(landmarks), targets));
}

/** dlib's own frame lies in the chip pixel for pixel. */
function jointToPhoto(landmarks: ArrayLike<number>): Similarity {
  const { a, b, tx, ty } = chipToPhoto(landmarks, trainedFrame);
  const { left, top } = jointChip.dlib;
  return { a, b, tx: tx - a * left + b * top, ty: ty - b * left - a * top };
}

function facenetToPhoto(landmarks: ArrayLike<number>): Similarity {
  const { a, b, tx, ty } = chipToPhoto(landmarks, facenetFrame);
  const up = -facenetShift * facenetFrame.size;
  return { a, b, tx: tx - b * up, ty: ty + a * up };
}

/**
 * Cuts a face out of a photo as a kind of network wants to see it; its vector is the mean over these chips.
 * @param landmarks 68 x, y pairs in pixels of the photo
 * @returns one or more chips of the network's input size, the same number for every face
 */
export type CutFace = (photo: Pixels, landmarks: ArrayLike<number>) => Pixels[];

/** [Note: Frames of own models] */
export const cutFor: Record<EmbedderKind, CutFace> = {
  dlib150: (photo, landmarks) => embeddingFrames.map((frame) => cutChip(photo, landmarks, frame)),
  arcface112: (photo, landmarks) => [
    cutSquare(photo, arcfaceToPhoto(landmarks), embedderInputs.arcface112.side),
  ],
  facenet160: (photo, landmarks) => [cutSquare(photo, facenetToPhoto(landmarks), facenetFrame.size)],
  familiar184: (photo, landmarks) => [cutSquare(photo, jointToPhoto(landmarks), jointChip.size)],
};

/**
 * Whether a kind of network is shown the mirror image of each chip as well. The joint one is not: two networks see the
 * face already, and mirrors would double its time for VAL at 1e-4 of 97.3 instead of 96.9.
 */
export const mirroredFor: Record<EmbedderKind, boolean> = {
  dlib150: true,
  arcface112: true,
  facenet160: true,
  familiar184: false,
};
