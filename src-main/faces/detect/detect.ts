import { required } from '../../common/elements.ts';
import type { Network } from '../../nn/onnxruntime.ts';
import type { PhotoPart } from '../../photos/photo-part.ts';
import type { Pixels } from '../../photos/pixels.ts';
import { type Detection, iou, suppressOverlaps } from '../boxes.ts';
import { closerLooks, partAround, searchLooks, smallTraces } from './closer.ts';
import { contrastCopy } from './faint.ts';
import { type DetectionLimits, detectionLimits } from './limits.ts';
import { detectIn, type Look, lookAtAll, type Pass, shorterSide } from './look.ts';

/**
 * [Note: Looks] A look is one pass of the detector. It finds a face best if the face is 30 to 250 pixels wide
 * in its input, whatever the photo's size, and its cost is proportional to the area of the input. So every
 * photo is examined at a small size (faces that fill the frame) and at the size of the network's training.
 * Two agreeing passes are also more reliable than one confident pass. Closer looks follow only where the last
 * one was uncertain of something small [Note: Closer looks]. A photo without a face is examined with more
 * contrast and a margin, and a large one is searched for small faces.
 */

/** Longer side of the detector's input in the first look at a whole photo, in pixels. */
export const glanceSide = 256;
/** Longer sides of the detector's input in the looks at every photo. */
const looks = [glanceSide, 512];
/**
 * Longer sides, margins included, of the looks at a photo without a face [Note: Faint faces]. Of 20 old
 * prints and close-ups without a detection, 18 show their face in one of these; 9 without margin and
 * contrast.
 */
const faintLooks = [256, 368];
/** Maximum confidence of a face found by such a look. */
const mostFaintScore = 0.79;

/** Confidence of a single pass from which no closer look is needed. */
const { minScore } = detectionLimits.usual;
/** Maximum number of weak candidates of a photo. */
const maxWeak = 8;
/** Minimum confidence of a trace. */
const minTrace = 0.1;
/** Minimum confidence of a trace for a second closer look. */
const minCloserTrace = 0.2;
/** Minimum confidence of a trace in the search for small faces, whose traces are fainter. */
const minSearchTrace = 0.05;
/**
 * Scales at which traces of the search are examined again, in pixels of the detector's input per pixel of the
 * file.
 */
const fileScales = [0.6, 0.9];
/** Minimum overlap (IoU) of two passes' boxes of the same face. */
const sameFace = 0.4;
/**
 * Overlap above which the less confident candidate is dropped. A pass at a small scale gives imprecise boxes:
 * with 0.4, 69 of 383 faces in rows are found twice.
 */
const maxOverlap = 0.25;
const maxContainment = 0.8;
/**
 * Side of a face in the detector's input, in pixels, for which boxes are most precise. On the labelled group
 * photos the mean IoU with the marked boxes is 0.684 with the pass nearest to it, 0.669 with the most
 * confident pass, 0.660 with the mean.
 */
const clearestSide = 128;
/** Minimum side of a face in the photo's file, in pixels; smaller ones cannot be told apart. */
const minFaceSide = 16;

/** A possible face, merged from several passes. */
export interface Candidate extends Detection {
  /** Second highest confidence of the passes; 0 if only one detected it. */
  second: number;
  /** True if no pass is certain and no two agree, so that only the landmarks can confirm it. */
  weak: boolean;
}

/** A photo as input of detection. */
export interface DetectionInput {
  /** The photo, reduced if it is large. */
  pixels: Pixels;
  /** Ratio of its side in the file to that in the copy, at least 1. */
  shrunk: number;
  /** By default those of the usual sensitivity. */
  limits?: DetectionLimits;
  /** Decodes a part of its file; without it, only the copy is examined. */
  read?(part: PhotoPart): Promise<Pixels>;
}

/** Takes the looks that every photo gets. Candidates are sorted by confidence, the weak ones last. */
export async function detectFaces(
  { pixels, shrunk, limits }: DetectionInput,
  detector: Network,
): Promise<Candidate[]> {
  const passes: Pass[] = [];
  for (const side of looks) passes.push(await pass(pixels, lookAtAll(pixels, side), detector));
  await lookCloser(
    pixels,
    passes,
    closerLooks(pixels, [required(passes.at(-1))], { certain: minScore, least: minTrace }),
    detector,
  );
  return agree(passes, minFaceSide / shrunk, limits);
}

/**
 * Examines a photo without a detection for faces that fill it or have little contrast [Note: Faint faces]. At
 * such contrast the detector is confident of dogs too: its confidence is capped, so that the landmarks keep
 * their veto.
 */
export async function detectFaint(
  { pixels, shrunk, limits }: DetectionInput,
  detector: Network,
): Promise<Candidate[]> {
  const { copy, scale: copied, toPhoto } = await contrastCopy(pixels, Math.max(...faintLooks));
  const passes: Pass[] = [];
  for (const side of faintLooks) {
    const { scale, detections } = await pass(copy, lookAtAll(copy, side), detector);
    passes.push({ scale: scale * copied, detections: detections.map(toPhoto) });
  }
  return agree(passes, minFaceSide / shrunk, limits).map((candidate) => ({
    ...candidate,
    score: Math.min(candidate.score, mostFaintScore),
    second: 0,
  }));
}

/** Searches a large photo without a detection for faces too small to leave a trace in the other looks. */
export async function detectSmall(
  { pixels, shrunk, limits, read }: DetectionInput,
  detector: Network,
): Promise<Candidate[]> {
  const passes: Pass[] = [];
  for (const look of await searchLooks(pixels, shrunk)) {
    passes.push(await pass(pixels, look, detector, minSearchTrace));
  }
  const traces = passes.flatMap((seen) => smallTraces(seen, { certain: minScore, least: minSearchTrace }));
  if (traces.length > 0 && read) {
    const close = partAround(traces, { width: pixels.width, height: pixels.height, shrunk });
    const file = await read(close.part);
    for (const scale of fileScales) {
      const seen = await Promise.all(
        close.regions.map((region) => detectIn(file, { region, scale }, detector, minTrace)),
      );
      passes.push({ scale: scale * shrunk, detections: seen.flat().map(close.toCopy) });
    }
  }
  return agree(passes, minFaceSide / shrunk, limits);
}

/** Does the photo contain anything like a face in one small look? This costs a fifth of a full detection. */
export async function mayHaveFaces(photo: Pixels, detector: Network): Promise<boolean> {
  const glance = await detectIn(photo, lookAtAll(photo, glanceSide), detector, minScore);
  return glance.length > 0;
}

const pass = async (photo: Pixels, look: Look, detector: Network, least = minTrace): Promise<Pass> => ({
  scale: look.scale,
  detections: await detectIn(photo, look, detector, least),
});

/** Takes looks, then closer ones as long as they leave small, uncertain traces. */
async function lookCloser(
  photo: Pixels,
  passes: Pass[],
  looks: readonly Look[],
  detector: Network,
): Promise<void> {
  for (let next = looks; next.length > 0;) {
    const seen: Pass[] = [];
    for (const look of next) seen.push(await pass(photo, look, detector));
    passes.push(...seen);
    next = closerLooks(photo, seen, { certain: minScore, least: minCloserTrace });
  }
}

/**
 * Merges the detections of several passes. A face counts if one pass is certain of it or two agree. It gets
 * the highest confidence, and the box of the pass that saw it nearest to {@link clearestSide}. Other
 * candidates follow as weak, with the box of the most confident pass.
 * @param least side of the smallest faces in pixels of the photo
 */
export function agree(
  passes: readonly Pass[],
  least = minFaceSide,
  { minScore, minSharedScore, minWeakScore } = detectionLimits.usual,
): Candidate[] {
  const groups: { best: Detection; seen: Map<Pass, Detection> }[] = [];
  const all = passes.flatMap((pass) => pass.detections.map((detection) => ({ detection, pass })));
  for (const { detection, pass } of all.toSorted((a, b) => b.detection.score - a.detection.score)) {
    if (detection.score < minWeakScore || shorterSide(detection) < least) continue;
    const group = groups.find(({ best }) => iou(best, detection) >= sameFace);
    if (!group) groups.push({ best: detection, seen: new Map([[pass, detection]]) });
    else if (!group.seen.has(pass)) group.seen.set(pass, detection);
  }
  const candidates = groups.map(({ best, seen }): Candidate => {
    const strong = new Map([...seen].filter(([, { score }]) => score >= minSharedScore));
    const second = [...seen.values()].map(({ score }) => score)[1] ?? 0;
    const weak = best.score < minScore && strong.size < 2;
    return { ...(weak ? best : clearest(strong)), score: best.score, second, weak };
  });
  const strong = suppressOverlaps(
    candidates.filter(({ weak }) => !weak),
    maxOverlap,
    maxContainment,
  );
  const weak = candidates.filter((candidate) => candidate.weak).slice(0, maxWeak);
  const beside = suppressOverlaps([...strong.map(first), ...weak], maxOverlap, maxContainment);
  return [...strong, ...beside.filter(({ weak }) => weak)];
}

/** Raises the score, so that a weak candidate never replaces one that is not. */
const first = (candidate: Candidate): Candidate => ({ ...candidate, score: 1 + candidate.score });

function clearest(seen: ReadonlyMap<Pass, Detection>): Detection {
  const unclear = ([{ scale }, box]: [Pass, Detection]) =>
    Math.abs(Math.log((shorterSide(box) * scale) / clearestSide));
  return [...seen].reduce((best, other) => (unclear(other) < unclear(best) ? other : best))[1];
}
