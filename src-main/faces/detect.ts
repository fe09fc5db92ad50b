import type { Network } from '../nn/onnxruntime.ts';
import type { Pixels } from '../photos/pixels.ts';
import { type Detection, iou, type PixelBox, suppressOverlaps } from './boxes.ts';
import { detectIn, type Look, lookAtAll } from './look.ts';

/**
 * [Note: Looks]
 * How often the detector runs. It finds a face best where the face is 30 to 250 pixels wide in
 * its input, whatever the photo's own size, and what a pass costs goes with its area. So every photo is looked
 * at small (faces that fill the frame) and at the size that the network was trained on. Two sizes that agree
 * are also worth more than one that is sure. A closer look is taken only where the second one was unsure of
 * something small: of the faces that a closer look adds in the group photos at hand, all had left such a trace.
 * A photo in which nobody is found is looked at smaller still.
 */

/** Longer side of the detector's input at which a whole photo is looked at first, in pixels. */
export const glanceSide = 256;
/** The same of every look that each photo gets, and of those that it gets where they found nobody. */
const looks = [glanceSide, 512];
const smallestLooks = [184, 128];

/** One pass alone must be this sure; below it the SSD takes patterns for faces. */
const minScore = 0.7;
/** Two passes that see the same face must each be this sure. */
const minSharedScore = 0.4;
/** Below this a pass says nothing. */
const minTrace = 0.1;
/** Overlap (IoU) of two passes' boxes of the same face. */
const sameFace = 0.4;
const maxContainment = 0.8;
/**
 * Side in the detector's input at which boxes fit best, in pixels: on the labelled group photos the mean IoU with
 * the marked boxes is 0.684 with the pass nearest to it, 0.669 with the surest, 0.660 with the mean.
 */
const clearestSide = 128;
/** Faces smaller than this in the decoded photo hold too little to be told apart. In pixels. */
const minFaceSide = 16;

/** Traces larger than this in the input of the look that left them are not made clearer by a closer one. */
const maxTraceSide = 48;
/** How much closer the closer look is, and the longest side of its input in pixels. */
const closer = 2;
const maxCloserSide = 1024;
/** A look that is closer by less than this shows nothing new. */
const minCloser = 1.2;
/** Enlarging the photo beyond this adds nothing. */
const maxEnlargement = 1.5;

/** What one look saw. */
export interface Pass {
  /** Of the look: pixels of the detector's input per pixel of the photo. */
  scale: number;
  detections: readonly Detection[];
}

/** Finds the faces of a photo, most confident first. */
export async function detectFaces(photo: Pixels, detector: Network): Promise<Detection[]> {
  const passes: Pass[] = [];
  const take = async (look: Look) => {
    passes.push({ scale: look.scale, detections: await detectIn(photo, look, detector, minTrace) });
  };
  for (const side of looks) await take(lookAtAll(photo, side));
  const close = closerLook(photo, passes.at(-1)!);
  if (close) await take(close);
  const found = agree(passes);
  if (found.length > 0) return found;
  for (const side of smallestLooks) await take(lookAtAll(photo, side));
  return agree(passes);
}

/** Whether anything in the photo looks like a face at the first glance, which costs a fifth of looking well. */
export async function glimpseFaces(photo: Pixels, detector: Network): Promise<boolean> {
  const glance = await detectIn(photo, lookAtAll(photo, glanceSide), detector, minScore);
  return glance.length > 0;
}

/**
 * Merges what several passes saw. A face counts where one pass is sure of it or two agree. It gets the
 * confidence of the surest and the box of the pass that saw it nearest to {@link clearestSide}.
 */
export function agree(passes: readonly Pass[]): Detection[] {
  const groups: { best: Detection; seen: Map<Pass, Detection> }[] = [];
  const all = passes.flatMap((pass) => pass.detections.map((detection) => ({ detection, pass })));
  for (const { detection, pass } of all.toSorted((a, b) => b.detection.score - a.detection.score)) {
    if (detection.score < minSharedScore || shorterSide(detection) < minFaceSide) continue;
    const group = groups.find(({ best }) => iou(best, detection) >= sameFace);
    if (!group) groups.push({ best: detection, seen: new Map([[pass, detection]]) });
    else if (!group.seen.has(pass)) group.seen.set(pass, detection);
  }
  const accepted = groups.filter(({ best, seen }) => best.score >= minScore || seen.size >= 2);
  const merged = accepted.map(({ best, seen }) => ({ ...clearest(seen), score: best.score }));
  return suppressOverlaps(merged, sameFace, maxContainment);
}

function clearest(seen: ReadonlyMap<Pass, Detection>): Detection {
  const unclear = ([{ scale }, box]: [Pass, Detection]) =>
    Math.abs(Math.log((shorterSide(box) * scale) / clearestSide));
  return [...seen].reduce((best, other) => (unclear(other) < unclear(best) ? other : best))[1];
}

/**
 * Where to look again from nearer: around the small traces that a look at the whole left.
 * @returns null where there are none, or where the photo has no more detail to show
 */
export function closerLook(photo: Pixels, { scale, detections }: Pass): Look | null {
  const unsure = detections.filter(
    ({ score, ...box }) => score < minScore && shorterSide(box) * scale <= maxTraceSide,
  );
  if (unsure.length === 0) return null;
  const around = unsure.map((box) => grow(box));
  const region = {
    left: Math.max(0, Math.floor(Math.min(...around.map(({ left }) => left)))),
    top: Math.max(0, Math.floor(Math.min(...around.map(({ top }) => top)))),
    right: Math.min(photo.width, Math.ceil(Math.max(...around.map(({ right }) => right)))),
    bottom: Math.min(photo.height, Math.ceil(Math.max(...around.map(({ bottom }) => bottom)))),
  };
  const longer = Math.max(region.right - region.left, region.bottom - region.top);
  const closerScale = Math.min(closer * scale, maxEnlargement, maxCloserSide / longer);
  return closerScale > scale * minCloser ? { region, scale: closerScale } : null;
}

/** Room for the whole face, which a trace may show a part of: as much again on every side. */
function grow({ left, top, right, bottom }: PixelBox): PixelBox {
  const [width, height] = [right - left, bottom - top];
  return { left: left - width, top: top - height, right: right + width, bottom: bottom + height };
}

const shorterSide = ({ left, top, right, bottom }: PixelBox): number => Math.min(right - left, bottom - top);
