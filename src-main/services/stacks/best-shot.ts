import { numberAt } from '../../common/typed-arrays.ts';
import { turnOf } from '../../faces/quality.ts';

/** A face of a shot. */
export interface FaceInShot {
  /** 68 x 2, fractions of the upright photo. */
  landmarks: ArrayLike<number>;
  /** In decibels, see `faces/quality.ts`; null where it was not measured. */
  sharpness: number | null;
  /** Share of the photo's area. */
  area: number;
}

export interface Shot {
  /** Upright size in pixels. */
  width: number;
  height: number;
  /** Sharpness of the picture, see `photos/likeness.ts`. */
  sharpness: number;
  faces: readonly FaceInShot[];
}

/**
 * Ratio of the height of an eye to its width (the eye aspect ratio of Soukupová and Čech 2016): at the lower bound an eye
 * counts as closed, at the upper one as open.
 */
const eyes = { closed: 0.14, open: 0.24 };
/** Angle to the camera in degrees at which a face counts as turned away. */
const turnedAway = 60;
/** Range of a face's sharpness in decibels: blurred to sharp. */
const faceSharpness = { least: -26, most: -16 };
/** Weights of the picture beside its faces. */
const weights = { face: 1, picture: 0.3, size: 0.05 };

/**
 * Value of a shot within its stack, higher is better: for each face its sharpness, open eyes and frontal view, larger faces
 * before smaller ones; then the sharpness and the size of the picture. Values of different stacks are not comparable.
 * @param best highest sharpness and largest size in pixels of the stack's shots
 */
export function valueOf(shot: Shot, best: { sharpness: number; pixels: number; area: number }): number {
  const faces = shot.faces.reduce((sum, face) => sum + Math.sqrt(face.area) * valueOfFace(face, shot), 0);
  const picture = best.sharpness > 0 ? shot.sharpness / best.sharpness : 0;
  const size = (shot.width * shot.height) / best.pixels;
  const ofFaces = best.area > 0 ? faces / best.area : 0;
  return weights.face * ofFaces + weights.picture * picture + weights.size * size;
}

/** 0 to 1. */
function valueOfFace({ landmarks, sharpness }: FaceInShot, { width, height }: Shot): number {
  const points = Float64Array.from({ length: landmarks.length }, (_, i) => {
    return numberAt(landmarks, i) * (i % 2 === 0 ? width : height);
  });
  const open = ramp(eyeOpening(points), eyes.closed, eyes.open);
  const frontal = Math.max(0, 1 - turnOf(points) / turnedAway);
  const sharp = sharpness === null ? 0.5 : ramp(sharpness, faceSharpness.least, faceSharpness.most);
  return 0.4 * open + 0.3 * frontal + 0.3 * sharp;
}

/**
 * Mean ratio of height to width of both eyes; closed ones have about 0.1, open ones 0.25 and more.
 * @param points 68 x, y pairs in pixels
 */
export function eyeOpening(points: ArrayLike<number>): number {
  const apart = (a: number, b: number): number =>
    Math.hypot(
      numberAt(points, 2 * a) - numberAt(points, 2 * b),
      numberAt(points, 2 * a + 1) - numberAt(points, 2 * b + 1),
    );
  const ofEye = (first: number): number =>
    (apart(first + 1, first + 5) + apart(first + 2, first + 4)) /
    (2 * Math.max(apart(first, first + 3), 1e-9));
  return (ofEye(36) + ofEye(42)) / 2;
}

const ramp = (value: number, least: number, most: number): number =>
  Math.min(1, Math.max(0, (value - least) / (most - least)));
