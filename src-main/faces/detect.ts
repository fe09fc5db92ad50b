import type { Network } from '../nn/onnxruntime.ts';
import type { PhotoPart } from '../photos/decode.ts';
import type { Pixels } from '../photos/pixels.ts';
import { type Detection, iou, suppressOverlaps } from './boxes.ts';
import { closerLooks, partAround, searchLooks, smallTraces } from './closer.ts';
import { paleCopy } from './faint.ts';
import { detectIn, type Look, lookAtAll, type Pass, shorterSide } from './look.ts';

/**
 * [Note: Looks]
 * How often the detector runs. It finds a face best where the face is 30 to 250 pixels wide in
 * its input, whatever the photo's own size, and what a pass costs goes with its area. So every photo is looked
 * at small (faces that fill the frame) and at the size that the network was trained on. Two sizes that agree
 * are also worth more than one that is sure. Closer looks are taken only where the one before was unsure of
 * something small [Note: Closer looks]. A photo in which nobody is found is looked at with more contrast and a margin,
 * and where it is large, searched for small faces.
 */

/** Longer side of the detector's input at which a whole photo is looked at first, in pixels. */
export const glanceSide = 256;
/** The same of every look that each photo gets. */
const looks = [glanceSide, 512];
/**
 * The same for a photo in which they found nobody, with as much margin as photo [Note: Faint faces]. Of 20 old prints
 * and close-ups in which nobody was found, 18 show their face in one of these; in looks without margin and contrast 9.
 */
const faintLooks = [256, 368];
/** What such a look is worth at most. */
const mostFaintScore = 0.79;

/** One pass alone must be this sure; below it the SSD takes patterns for faces. */
const minScore = 0.7;
/** Two passes that see the same face must each be this sure. */
const minSharedScore = 0.4;
/** What the landmarks must vouch for is at least this sure. */
const minWeakScore = 0.2;
/** Weak candidates of a photo that the landmarks are asked about, at most. */
const maxWeak = 8;
/** Below this a pass says nothing. */
const minTrace = 0.1;
/** A closer look than the first is taken around traces that are at least this sure. */
const minCloserTrace = 0.2;
/** The same of the search for small faces, whose traces are fainter. */
const minSearchTrace = 0.05;
/** Pixels of the detector's input per pixel of the file where traces of the search are looked at again. */
const fileScales = [0.6, 0.9];
/** Overlap (IoU) of two passes' boxes of the same face. */
const sameFace = 0.4;
/**
 * Overlap beyond which the less sure of two candidates is the same face too: a pass that sees a face small places it badly.
 * Of 384 faces in rows 383 are found, and 69 twice where this is 0.4.
 */
const maxOverlap = 0.25;
const maxContainment = 0.8;
/**
 * Side in the detector's input at which boxes fit best, in pixels: on the labelled group photos the mean IoU with
 * the marked boxes is 0.684 with the pass nearest to it, 0.669 with the surest, 0.660 with the mean.
 */
const clearestSide = 128;
/** Faces smaller than this in the photo's file hold too little to be told apart. In pixels. */
const minFaceSide = 16;

/** What may be a face, as several passes see it. */
export interface Candidate extends Detection {
  /** Confidence of the second surest pass, 0 where only one saw it. */
  second: number;
  /** Nothing but the landmarks can say whether it is a face: no pass is sure of it, and no two agree. */
  weak: boolean;
}

/** A photo as it is looked at. */
export interface Seen {
  /** The photo, shrunk where it is large. */
  pixels: Pixels;
  /** How many times longer its sides are in its file, at least 1. */
  shrunk: number;
  /** Decodes a part of its file; where it is not given, the copy is all there is to look at. */
  read?(part: PhotoPart): Promise<Pixels>;
}

/** The looks that every photo gets. The candidates are most confident first, the weak ones last. */
export async function detectFaces({ pixels, shrunk }: Seen, detector: Network): Promise<Candidate[]> {
  const passes: Pass[] = [];
  for (const side of looks) passes.push(await pass(pixels, lookAtAll(pixels, side), detector));
  await lookCloser(
    pixels,
    passes,
    closerLooks(pixels, [passes.at(-1)!], { sure: minScore, least: minTrace }),
    detector,
  );
  return agree(passes, minFaceSide / shrunk);
}

/**
 * Looks at a photo in which nobody is found for faces that fill it or hardly stand out [Note: Faint faces]. With so much
 * contrast the detector is sure of dogs too: its confidence counts for less, so that the landmarks keep their veto.
 */
export async function detectFaint({ pixels, shrunk }: Seen, detector: Network): Promise<Candidate[]> {
  const { copy, scale: copied, toPhoto } = await paleCopy(pixels, Math.max(...faintLooks));
  const passes: Pass[] = [];
  for (const side of faintLooks) {
    const { scale, detections } = await pass(copy, lookAtAll(copy, side), detector);
    passes.push({ scale: scale * copied, detections: detections.map(toPhoto) });
  }
  return agree(passes, minFaceSide / shrunk).map((candidate) => ({
    ...candidate,
    score: Math.min(candidate.score, mostFaintScore),
    second: 0,
  }));
}

/** Searches a large photo in which nobody is found for faces too small to leave a trace in the other looks. */
export async function detectSmall({ pixels, shrunk, read }: Seen, detector: Network): Promise<Candidate[]> {
  const passes: Pass[] = [];
  for (const look of await searchLooks(pixels, shrunk)) {
    passes.push(await pass(pixels, look, detector, minSearchTrace));
  }
  const traces = passes.flatMap((seen) => smallTraces(seen, { sure: minScore, least: minSearchTrace }));
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
  return agree(passes, minFaceSide / shrunk);
}

/** Whether anything in the photo looks like a face at the first glance, which costs a fifth of looking well. */
export async function glimpseFaces(photo: Pixels, detector: Network): Promise<boolean> {
  const glance = await detectIn(photo, lookAtAll(photo, glanceSide), detector, minScore);
  return glance.length > 0;
}

const pass = async (photo: Pixels, look: Look, detector: Network, least = minTrace): Promise<Pass> => ({
  scale: look.scale,
  detections: await detectIn(photo, look, detector, least),
});

/** Takes looks, and closer ones until they leave no small traces that they are unsure of. */
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
    next = closerLooks(photo, seen, { sure: minScore, least: minCloserTrace });
  }
}

/**
 * Merges what several passes saw. A face counts where one pass is sure of it or two agree; it gets the confidence of the
 * surest and the box of the pass that saw it nearest to {@link clearestSide}. What no pass is sure of follows as weak, in
 * the box of its surest pass.
 * @param least side of the smallest faces in pixels of the photo
 */
export function agree(passes: readonly Pass[], least = minFaceSide): Candidate[] {
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

/** So that no weak one is kept in the place of one that is not. */
const first = (candidate: Candidate): Candidate => ({ ...candidate, score: 1 + candidate.score });

function clearest(seen: ReadonlyMap<Pass, Detection>): Detection {
  const unclear = ([{ scale }, box]: [Pass, Detection]) =>
    Math.abs(Math.log((shorterSide(box) * scale) / clearestSide));
  return [...seen].reduce((best, other) => (unclear(other) < unclear(best) ? other : best))[1];
}
