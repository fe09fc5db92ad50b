import type { LeftOutReason } from '../contract/models.ts';
import type { Pixels } from '../photos/pixels.ts';
import { displayFrame } from './chip.ts';
import { fitMeanFace } from './mean-face-fit.ts';

/** What tells how well a face can be recognised. */
export interface QualityMeasures {
  /** Side of the mean face as it lies over the landmarks, in pixels of the decoded photo: about twice the distance of the eyes. */
  side: number;
  /** Fine detail relative to contrast, see {@link sharpnessOf}. In decibels. */
  sharpness: number;
  /** Angle between the face and the camera, see {@link turnOf}. In degrees, 0 to 90. */
  turn: number;
  /** How far the landmarks are from any face's, see {@link fitMeanFace}. */
  misfit: number;
  /** Detector confidence, 0 to 1. */
  score: number;
}

export interface FaceQuality {
  /**
   * Estimated probability that the face's vector lies within 0.42 of that of a good photo of the same person:
   * the distance at which two faces count as one person in verification. 0 to 1.
   */
  value: number;
  /** What takes most from it; told where the face is left out. */
  weakness: LeftOutReason;
  /** As measured, see {@link sharpnessOf}. */
  sharpness: number;
}

/**
 * Faces below this are poor: they never start a person [Note: Poor faces]. Chosen on the half of the people
 * that the weights were fitted on.
 */
export const leastGoodQuality = 0.93;

/** @param quality null where it was not measured: such a face counts as good */
export const isPoor = (quality: number | null): boolean => quality !== null && quality < leastGoodQuality;

/**
 * [Note: Quality] The log-odds of a face start from those of a good one and lose something for every measure
 * beyond what good photos have, so that quality only falls as a measure worsens, and what takes most can be
 * named. Weights and bounds were fitted (logistic regression, maximum likelihood) on pairs of a face and a
 * clean photo of the same person, of 180 people of Labeled Faces in the Wild with 2 to 8 photos, each photo as
 * it is and once blurred (sigma 2 to 6 pixels), shrunk (3 to 6 times) or compressed (JPEG quality 5 or 10).
 */
const goodLogOdds = 4.76;
const loss = {
  /** For each decibel below the bound. */
  sharpness: { bound: -18.2, weight: 0.3 },
  /** For each halving below the bound, in pixels. */
  side: { bound: 19, weight: 2.2 },
  /** For each degree beyond: among 1,800 clean faces only 20 are turned by more, so the weight is a guess. */
  turn: { bound: 40, weight: 0.15 },
  /** For each tenfold of the detector's doubt (1 - score) beyond. */
  doubt: { bound: 0.0012, weight: 1.14 },
  /** For each part of the mean face's side beyond. */
  misfit: { bound: 0.0485, weight: 14.2 },
};
/** A smaller face is enlarged at least four times to be recognised: that it holds no detail is its size's doing. In pixels. */
const detailSide = 25;

/**
 * @param chip the face, cut with {@link displayFrame}
 * @param landmarks 68 x, y pairs in pixels of the decoded photo
 * @param score detector confidence, 0 to 1
 */
export const assessQuality = (chip: Pixels, landmarks: ArrayLike<number>, score: number): FaceQuality =>
  judgeQuality(measureQuality(chip, landmarks, score));

export function judgeQuality({ side, sharpness, turn, misfit, score }: QualityMeasures): FaceQuality {
  const over = (excess: number, weight: number) => weight * Math.max(0, excess);
  const detail = over(loss.sharpness.bound - sharpness, loss.sharpness.weight);
  const size = over(Math.log2(loss.side.bound / side), loss.side.weight);
  const small = side < detailSide;
  const losses: [LeftOutReason, number][] = [
    ['too-small', size + (small ? detail : 0)],
    ['blurred', small ? 0 : detail],
    ['turned-away', over(turn - loss.turn.bound, loss.turn.weight)],
    [
      'unsure',
      over(Math.log10((1 - score) / loss.doubt.bound), loss.doubt.weight) +
        over(misfit - loss.misfit.bound, loss.misfit.weight),
    ],
  ];
  const [weakness] = losses.reduce((worst, other) => (other[1] > worst[1] ? other : worst));
  const logOdds = losses.reduce((odds, [, lost]) => odds - lost, goodLogOdds);
  return { value: 1 / (1 + Math.exp(-logOdds)), weakness, sharpness };
}

/**
 * @param chip the face, cut with {@link displayFrame}
 * @param landmarks 68 x, y pairs in pixels of the decoded photo
 * @param score detector confidence, 0 to 1
 */
function measureQuality(chip: Pixels, landmarks: ArrayLike<number>, score: number): QualityMeasures {
  return { ...fitMeanFace(landmarks), sharpness: sharpnessOf(chip), turn: turnOf(landmarks), score };
}

/**
 * The share of a face's luminance variance that lies in its finest features, in decibels: one level of the
 * Laplacian pyramid (Burt and Adelson 1983), of waves about 4 to 12 pixels long where the mean face is 90
 * pixels wide. Sharp faces have -18 and more. Enlarging a small face brings no detail, so it shows here as
 * blur does; a large face that is blurred a little in its photo is sharp at the size that is recognised.
 */
export function sharpnessOf({ data, width }: Pixels): number {
  const { padding } = displayFrame;
  const margin = Math.round((width * padding) / (1 + 2 * padding));
  const side = Math.floor((width - 2 * margin) / 2);
  const luminance = new Float64Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = 3 * ((margin + 2 * y) * width + margin + 2 * x);
      luminance[y * side + x] =
        luma(data, at) + luma(data, at + 3) + luma(data, at + 3 * width) + luma(data, at + 3 * width + 3);
    }
  }
  const across = smooth(luminance, side, 1);
  const smoothed = smooth(across, side, side);
  let detail = 0;
  let sum = 0;
  let squares = 0;
  for (let y = 2; y < side - 2; y++) {
    for (let x = 2; x < side - 2; x++) {
      const value = luminance[y * side + x];
      detail += (value - smoothed[y * side + x]) ** 2;
      sum += value;
      squares += value * value;
    }
  }
  const count = (side - 4) ** 2;
  const variance = squares / count - (sum / count) ** 2;
  // A face of one even colour has neither; it counts as blurred beyond measure.
  return Math.max(leastSharpness, 10 * Math.log10(detail / count / Math.max(variance, Number.EPSILON)));
}

/** Where sharpness ends. In decibels. */
const leastSharpness = -60;

/** Rec. 601. */
const luma = (data: Uint8Array, at: number): number =>
  0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];

/** Binomial filter of five taps along one axis; values nearer than two to the start or end stay as they are. */
function smooth(values: Float64Array, side: number, stride: number): Float64Array {
  const smoothed = Float64Array.from(values);
  for (let i = 2 * stride; i < side * side - 2 * stride; i++) {
    smoothed[i] =
      (values[i - 2 * stride] +
        values[i + 2 * stride] +
        4 * (values[i - stride] + values[i + stride]) +
        6 * values[i]) /
      16;
  }
  return smoothed;
}

/** Distance of the nose's tip from the plane of the eyes, relative to the distance of the eyes, and to that of eyes and mouth. */
const noseByEyes = 0.5;
const noseByHeight = 0.45;
/** Where between eyes (0) and mouth (1) the nose's tip lies in a face that looks into the camera: the median in Labeled Faces in the Wild. */
const levelNose = 0.53;

/**
 * Angle between where a face looks and the camera, in degrees, estimated from how far the tip of the nose has
 * moved from its place between the eyes (yaw) and between eyes and mouth (pitch). Roll does not count: faces
 * are laid upright before they are recognised.
 * @param landmarks 68 x, y pairs
 */
export function turnOf(landmarks: ArrayLike<number>): number {
  const left = centre(landmarks, 36, 41);
  const right = centre(landmarks, 42, 47);
  const mouth = middle(centre(landmarks, 48, 48), centre(landmarks, 54, 54));
  const nose = centre(landmarks, 30, 30);
  const between = middle(left, right);
  const yaw = Math.atan(along(nose, between, left, right) / noseByEyes);
  const pitch = Math.atan((along(nose, between, between, mouth) - levelNose) / noseByHeight);
  return (Math.acos(Math.cos(yaw) * Math.cos(pitch)) * 180) / Math.PI;
}

interface Point {
  x: number;
  y: number;
}

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** Mean of the landmarks from `first` to `last`. */
function centre(landmarks: ArrayLike<number>, first: number, last: number): Point {
  let x = 0;
  let y = 0;
  for (let i = first; i <= last; i++) {
    x += landmarks[2 * i];
    y += landmarks[2 * i + 1];
  }
  const count = last - first + 1;
  return { x: x / count, y: y / count };
}

/** How far a point lies from `origin` in the direction from `from` to `to`, in units of their distance. */
function along(point: Point, origin: Point, from: Point, to: Point): number {
  const x = to.x - from.x;
  const y = to.y - from.y;
  const square = x * x + y * y;
  return square === 0 ? 0 : ((point.x - origin.x) * x + (point.y - origin.y) * y) / square;
}
