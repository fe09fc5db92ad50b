import { float64At, numberAt, uint8At } from '../common/typed-arrays.ts';
import type { LeftOutReason } from '../contract/models.ts';
import type { Pixels } from '../photos/pixels.ts';
import { fitMeanFace } from './align/mean-face-fit.ts';

/** Measures from which the quality of a face is estimated. */
export interface QualityMeasures {
  /**
   * Side of the mean face fitted to the landmarks, in pixels of the photo's file: about twice the distance of
   * the eyes.
   */
  side: number;
  /** Fine detail relative to contrast, in decibels; see {@link sharpnessOf}. */
  sharpness: number;
  /** Angle between the face and the camera in degrees, 0 to 90; see {@link turnOf}. */
  turn: number;
  /** Deviation of the landmarks from a face, see {@link fitMeanFace}. */
  misfit: number;
  /** Movement of the landmarks between runs, relative to the mean face's side; 0 if not measured. */
  unsteadiness: number;
}

export interface FaceQuality {
  /**
   * Estimated share of the good photos of the same person within 0.42 of the face's vector, the distance at
   * which dlib's network counts two faces as one person in verification. 0 to 1.
   */
  value: number;
  /** The measure that reduces the value most; shown if the face is left out. */
  weakness: LeftOutReason;
  /** See {@link sharpnessOf}. */
  sharpness: number;
}

/**
 * Lower limit of good quality: a face below it is of low quality and never starts a person [Note: Low-quality
 * faces]. At most 0.8 % of the clear faces of any album set are below it (faces of 60 pixels and more, near
 * to half of their person's photos).
 */
export const leastGoodQuality = 0.7;

/** @param quality null if not measured; such a face counts as good */
export const isLowQuality = (quality: number | null): boolean =>
  quality !== null && quality < leastGoodQuality;

/**
 * [Note: Quality] The log-odds start from those of a good face and decrease for every measure beyond the
 * range of good photos. So quality falls monotonically as a measure worsens, and the largest loss can be
 * named. The weights were fitted by logistic regression on 2,900 central faces of four album sets and on 230
 * photos of these and of Labeled Faces in the Wild, unchanged, blurred, shrunk and compressed in turn
 * (`lab/datasets/degrade.ts`). The detector's confidence is not included: of faces with a good landmark fit,
 * those at 0.75 are recognised as well as those at 0.99. Turn, misfit and the smallest sides are rare in
 * these photos, so their weights are set by hand. The weight of sharpness is four times the fitted one, which
 * preserves the gain of the rule on degraded photos.
 */
const goodLogOdds = 2.7;
const loss = {
  /** Per decibel below the bound. */
  sharpness: { bound: -19.5, weight: 0.2 },
  /** Per halving below the bound, in pixels. */
  side: { bound: 40, weight: 0.4 },
  /** Per halving below this bound, in addition. */
  tinySide: { bound: 15, weight: 2.2 },
  /** Per degree above the bound. */
  turn: { bound: 50, weight: 0.06 },
  /** Per unit above the bound, relative to the mean face's side. */
  misfit: { bound: 0.08, weight: 10 },
  /** Per unit above the bound, relative to the mean face's side. */
  unsteadiness: { bound: 0.035, weight: 42 },
};
/** Upper limit of unsteadiness: above it there is no recognisable face. */
const mostUnsteadiness = 0.15;
/**
 * Side in pixels below which a face is enlarged at least four times for recognition, so that lack of detail
 * is attributed to its size.
 */
const detailSide = 25;

/** Limits of the other measures beyond which unsteadiness is measured; nearly all other faces are steady. */
const doubtful = { score: 0.9, misfit: 0.05, turn: 35, sharpness: -19, side: 40 };

/** The measures of a face without unsteadiness. */
export interface FirstMeasures extends Omit<QualityMeasures, 'unsteadiness'> {
  /** True if unsteadiness should be measured. */
  isDoubtful: boolean;
}

/**
 * @param chip the face, cut with `sharpnessFrame`
 * @param landmarks 68 x, y pairs in pixels of the photo's file
 * @param score detector confidence, 0 to 1
 */
export function measureQuality(chip: Pixels, landmarks: ArrayLike<number>, score: number): FirstMeasures {
  const measures = { ...fitMeanFace(landmarks), sharpness: sharpnessOf(chip), turn: turnOf(landmarks) };
  const { side, misfit, sharpness, turn } = measures;
  const isDoubtful =
    score < doubtful.score ||
    misfit > doubtful.misfit ||
    turn > doubtful.turn ||
    sharpness < doubtful.sharpness ||
    side < doubtful.side;
  return { ...measures, isDoubtful };
}

export function judgeQuality({ side, sharpness, turn, misfit, unsteadiness }: QualityMeasures): FaceQuality {
  const over = (excess: number, weight: number) => weight * Math.max(0, excess);
  const detail = over(loss.sharpness.bound - sharpness, loss.sharpness.weight);
  const size =
    over(Math.log2(loss.side.bound / side), loss.side.weight) +
    over(Math.log2(loss.tinySide.bound / side), loss.tinySide.weight);
  const moved = Math.min(unsteadiness, mostUnsteadiness);
  const unsteady = over(moved - loss.unsteadiness.bound, loss.unsteadiness.weight);
  const turned = over(turn - loss.turn.bound, loss.turn.weight);
  const small = side < detailSide;
  // Unsteadiness is attributed to a lack of detail if there is one.
  const reason = small ? 'too-small' : sharpness < loss.sharpness.bound ? 'blurred' : null;
  const losses: [LeftOutReason, number][] = [
    ['too-small', size + (small ? detail : 0) + (reason === 'too-small' ? unsteady : 0)],
    ['blurred', (small ? 0 : detail) + (reason === 'blurred' ? unsteady : 0)],
    ['turned-away', turned + (reason === null && turned > 0 ? unsteady : 0)],
    [
      'unsure',
      over(misfit - loss.misfit.bound, loss.misfit.weight) + (reason === null && turned === 0 ? unsteady : 0),
    ],
  ];
  const [weakness] = losses.reduce((worst, other) => (other[1] > worst[1] ? other : worst));
  const logOdds = losses.reduce((odds, [, lost]) => odds - lost, goodLogOdds);
  return { value: 1 / (1 + Math.exp(-logOdds)), weakness, sharpness };
}

/**
 * Share of the luminance variance of a face in its finest features, in decibels: one level of the Laplacian
 * pyramid (Burt and Adelson 1983), with wavelengths of about 4 to 12 pixels for a mean face of 90 pixels.
 * Sharp faces have -18 and more. An enlarged small face has no detail and counts as blurred; a large face
 * with slight blur is sharp at the size of recognition.
 */
export function sharpnessOf({ data, width }: Pixels): number {
  const side = Math.floor(width / 2);
  const luminance = new Float64Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = 3 * (2 * y * width + 2 * x);
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
      const value = float64At(luminance, y * side + x);
      detail += (value - float64At(smoothed, y * side + x)) ** 2;
      sum += value;
      squares += value * value;
    }
  }
  const count = (side - 4) ** 2;
  const variance = squares / count - (sum / count) ** 2;
  // A face of one uniform colour has neither; it gets the minimum.
  return Math.max(leastSharpness, 10 * Math.log10(detail / count / Math.max(variance, Number.EPSILON)));
}

/** Minimum sharpness in decibels. */
const leastSharpness = -60;

/** Luma by Rec. 601. */
const luma = (data: Uint8Array, at: number): number =>
  0.299 * uint8At(data, at) + 0.587 * uint8At(data, at + 1) + 0.114 * uint8At(data, at + 2);

/** Binomial filter of five taps along one axis; values at the ends of the array are unchanged. */
function smooth(values: Float64Array, side: number, stride: number): Float64Array {
  const smoothed = Float64Array.from(values);
  for (let i = 2 * stride; i < side * side - 2 * stride; i++) {
    smoothed[i] =
      (float64At(values, i - 2 * stride) +
        float64At(values, i + 2 * stride) +
        4 * (float64At(values, i - stride) + float64At(values, i + stride)) +
        6 * float64At(values, i)) /
      16;
  }
  return smoothed;
}

/**
 * Distance of the nose tip from the plane of the eyes, relative to the distance between the eyes, and to the
 * distance from eyes to mouth.
 */
const noseByEyes = 0.5;
const noseByHeight = 0.45;
/**
 * Position of the nose tip between eyes (0) and mouth (1) in a frontal face: the median in Labeled Faces in
 * the Wild.
 */
const levelNose = 0.53;

/**
 * Angle between the direction of the face and the camera, in degrees, estimated from the displacement of the
 * nose tip between the eyes (yaw) and between eyes and mouth (pitch). Roll does not count, since faces are
 * aligned before recognition.
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
    x += numberAt(landmarks, 2 * i);
    y += numberAt(landmarks, 2 * i + 1);
  }
  const count = last - first + 1;
  return { x: x / count, y: y / count };
}

/**
 * Position of a point relative to `origin` along the direction from `from` to `to`, in units of their
 * distance.
 */
function along(point: Point, origin: Point, from: Point, to: Point): number {
  const x = to.x - from.x;
  const y = to.y - from.y;
  const square = x * x + y * y;
  return square === 0 ? 0 : ((point.x - origin.x) * x + (point.y - origin.y) * y) / square;
}
