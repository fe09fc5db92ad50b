import { area, type Detection, type PixelBox } from '../boxes.ts';
import type { Candidate } from './detect.ts';
import { detectionLimits } from './limits.ts';
import { fitMeanFace } from '../align/mean-face-fit.ts';

/** Maximum root mean square distance of the landmarks from the mean face, in units of its side. */
const maxMisfit = 0.11;
/** Minimum side of the mean face fitted to the landmarks, relative to that of the detector's box. */
const minRelativeSide = 0.62;
/** Maximum ratio of width to height of an upright face's box; faces on their side have wide boxes. */
const maxUprightAspect = 0.95;

/**
 * Confidences of two passes that overrule the landmarks, which are far off in a profile. Two passes are as
 * confident of dogs and cats only in boxes too wide for an upright face.
 */
const sureOfProfile = { best: 0.8, second: 0.6 };

/** The verdict on a candidate; `ask` if it depends on the unsteadiness of its landmarks. */
export type Verdict = 'face' | 'none' | 'ask';

/**
 * From {@link DetectionLimits.certainScore} on a detection is accepted. Below it the landmarks have a veto: on dogs and on
 * patterns the landmark network gives a small or distorted face.
 * @param landmarks 68 x, y pairs in pixels of the photo
 */
export function judge(
  candidate: Candidate,
  landmarks: ArrayLike<number>,
  { certainScore, vouching } = detectionLimits.usual,
): Verdict {
  if (candidate.weak) return isPlausible(candidate, landmarks, vouching) ? 'ask' : 'none';
  const { score, second } = candidate;
  const isProfile =
    score >= sureOfProfile.best && second >= sureOfProfile.second && aspectOf(candidate) <= maxUprightAspect;
  return score >= certainScore || isProfile || isPlausible(candidate, landmarks) ? 'face' : 'none';
}

/**
 * Do the landmarks confirm a weak candidate whose landmarks are plausible?
 * @param photo size of the photo; a face cut off by its edge may have a box of any shape
 */
export function vouchedFor(
  candidate: Detection,
  unsteadiness: number,
  photo: { width: number; height: number },
  { vouching } = detectionLimits.usual,
): boolean {
  if (unsteadiness > vouching.unsteadiness) return false;
  const { left, top, right, bottom } = candidate;
  const isCut = left < 0 || top < 0 || right > photo.width || bottom > photo.height;
  return isCut || aspectOf(candidate) <= vouching.aspect;
}

/**
 * Are the landmarks those of a face: does the mean face fit them and fill the detector's box? The limits are
 * between the faces of the labelled group photos (relative side 0.63 and more, misfit 0.06 and less) and two
 * dogs (0.60 and less).
 * @param landmarks 68 x, y pairs in pixels of the photo
 */
export function isPlausible(
  detection: Detection,
  landmarks: ArrayLike<number>,
  most = { misfit: maxMisfit, relativeSide: Infinity },
): boolean {
  const { side, misfit } = fitMeanFace(landmarks);
  const relativeSide = side / Math.sqrt(area(detection));
  return misfit <= most.misfit && relativeSide >= minRelativeSide && relativeSide <= most.relativeSide;
}

/**
 * Is the face upright in its photo? Of 209 detections in the group photos 194 are, the others mostly blurred
 * or half hidden; of 314 in the same photos rotated, 10 are. A close-up cut off at the chin can have a wide
 * box too.
 * @param landmarks 68 x, y pairs in pixels of the photo
 */
export function isUpright(detection: Detection, landmarks: ArrayLike<number>): boolean {
  return aspectOf(detection) <= maxUprightAspect && isPlausible(detection, landmarks);
}

const aspectOf = ({ left, top, right, bottom }: PixelBox): number => (right - left) / (bottom - top);
