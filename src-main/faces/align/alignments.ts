import { numberAt } from '../../common/typed-arrays.ts';
import type { EmbedderKind } from '../../nn/own-models.ts';
import { embedderInputs } from '../../nn/own-models.ts';
import { jointChip } from '../../nn/networks/dlib-mobilefacenet.ts';
import type { Pixels } from '../../photos/pixels.ts';
import { chipToPhoto, cutChip, cutSquare, embeddingFrames, trainedFrame } from './chip.ts';
import { fitSimilarity, invert, type Similarity } from './similarity.ts';

/**
 * [Note: Frames of own models] Each kind of network receives the face as in its training, cut by the 68
 * landmarks that the library has:
 * - `dlib150`: Familiar's own frame, 33 landmarks fitted to dlib's mean face.
 * - `arcface112`: five points (centres of the eyes, tip of the nose, corners of the mouth) fitted to
 *   ArcFace's template. The centre of an eye is the mean of its six lid points.
 * - `facenet160`: FaceNet's descendants were trained on boxes of the MTCNN detector, upright and with 32
 *   pixels of margin at 160. Without MTCNN, the frame is the mean face with as much margin: in those crops
 *   the eyes are about a third of the side apart, slightly above the middle, and the mouth is at three
 *   quarters of the height. The mean face with a padding of 0.33, moved down by 0.08 of the side, has the
 *   eyes 0.32 apart at a height of 0.41, and the corners of the mouth at 0.75. Unlike those crops it is also
 *   turned upright. The numbers were chosen by these proportions, not by measuring recognition.
 * - `familiar184`: one chip that contains the frames of both networks of the joint one [Note: One frame for
 *   two networks].
 */

/** Points of ArcFace's template in the 112-pixel chip, as pixel indices: eyes, nose, corners of the mouth. */
const arcfaceTemplate = [
  38.2946, 51.6963, 73.5318, 51.5014, 56.0252, 71.7366, 41.5493, 92.3655, 70.7299, 92.2041,
];
/** The centre of pixel 0 is at half a pixel in Familiar's coordinates. */
const pixelMiddle = 0.5;

const facenetFrame = { size: embedderInputs.facenet160.side, padding: 0.33 };
/** Downward shift of the face, as a fraction of the side. */
const facenetShift = 0.08;

/** First and last landmark whose mean gives each point. */
const fivePoints = [
  [36, 41],
  [42, 47],
  [30, 30],
  [48, 48],
  [54, 54],
] as const;

/**
 * Centres of the eyes, tip of the nose and corners of the mouth, as x, y pairs in the unit of the landmarks.
 */
export function fivePointsOf(landmarks: ArrayLike<number>): number[] {
  return fivePoints.flatMap(([first, last]) => {
    let [x, y] = [0, 0];
    for (let i = first; i <= last; i++) {
      x += numberAt(landmarks, 2 * i);
      y += numberAt(landmarks, 2 * i + 1);
    }
    const count = last - first + 1;
    return [x / count, y / count];
  });
}

function arcfaceToPhoto(landmarks: ArrayLike<number>): Similarity {
  const targets = arcfaceTemplate.map((index) => index + pixelMiddle);
  return invert(fitSimilarity(fivePointsOf(landmarks), targets));
}

/** dlib's frame is a part of the chip, pixel for pixel. */
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
 * Cuts a face out of a photo for a kind of network; the vector is the mean over the chips.
 * @param landmarks 68 x, y pairs in pixels of the photo
 * @returns one or more chips of the network's input size, the same number for every face
 */
export type CutFace = (photo: Pixels, landmarks: ArrayLike<number>) => Pixels[];

/** The cutting function of each kind of network [Note: Frames of own models]. */
export const cutFor: Record<EmbedderKind, CutFace> = {
  dlib150: (photo, landmarks) => embeddingFrames.map((frame) => cutChip(photo, landmarks, frame)),
  arcface112: (photo, landmarks) => [
    cutSquare(photo, arcfaceToPhoto(landmarks), embedderInputs.arcface112.side),
  ],
  facenet160: (photo, landmarks) => [cutSquare(photo, facenetToPhoto(landmarks), facenetFrame.size)],
  familiar184: (photo, landmarks) => [cutSquare(photo, jointToPhoto(landmarks), jointChip.size)],
};

/**
 * Kinds of network that receive each chip mirrored too. The joint one does not: two networks see the face
 * already, and mirroring would double its time for VAL at 1e-4 of 97.3 instead of 96.9.
 */
export const mirroredFor: Record<EmbedderKind, boolean> = {
  dlib150: true,
  arcface112: true,
  facenet160: true,
  familiar184: false,
};
