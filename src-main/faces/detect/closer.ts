import { elementAt, firstItems, required } from '../../common/elements.ts';
import type { InputSize } from '../../nn/onnxruntime.ts';
import type { Pixels } from '../../photos/pixels.ts';
import type { PhotoPart } from '../../photos/photo-part.ts';
import { area, type Detection, type PixelBox } from '../boxes.ts';
import { type Look, type Pass, shorterSide } from './look.ts';
import { skinMap } from './skin-map.ts';

/**
 * [Note: Closer looks] A small face leaves a trace before it is detected: on busy backgrounds 8 of 10 faces
 * of 10 pixels in the detector's input, and all of 17, have a confidence of 0.05 and more. So the photo is
 * examined at twice the scale around such traces, and again around the traces of that look, until they are
 * large, certain or absent. Every face that a closer look adds in the group photos had left a trace.
 *
 * A face of 50 pixels in a photo of 6,000 leaves none at 512. If nobody is found in a large photo, it is
 * searched in tiles at a scale at which such a face is 12 pixels wide, but only where something has the
 * colours and the contrast of a face (`skin-map.ts`).
 */

/** Maximum size of a trace in pixels of the detector's input; a closer look does not improve larger ones. */
const maxTraceSide = 48;
/** Factor of scale between successive looks. */
const closer = 2;
/** Maximum side of a tile in pixels of the detector's input, which bounds memory. */
const maxTileSide = 1024;
/** Overlap of two tiles in pixels of the input, so that a face at the seam is complete in one. */
const overlap = 96;
/** Minimum factor of scale; a smaller one shows nothing new. */
const minCloser = 1.2;
/** Maximum enlargement of the photo; a larger one adds nothing. */
const maxEnlargement = 1.5;

/**
 * Size of the faces that a large photo is searched for, in pixels of the file, and their size in the
 * detector's input.
 */
const searchedSide = 48;
const searchedInput = 11.5;
/** Side of the detector's input, in pixels, up to which the whole photo has been examined already. */
const lookedAtSide = 640;
const searchTileSide = 512;

/** Range of confidence of the traces that a closer look may improve. */
export interface TraceBounds {
  /** Upper limit; a trace above it is certain. */
  certain: number;
  /** Lower limit; a trace below it is ignored. */
  least: number;
}

export const smallTraces = ({ scale, detections }: Pass, { certain, least }: TraceBounds): Detection[] =>
  detections.filter(
    (box) => box.score < certain && box.score >= least && shorterSide(box) * scale <= maxTraceSide,
  );

/**
 * The next, closer looks: around the small traces of the last looks, in tiles if the region is large.
 * @returns an empty list without traces, or if the photo has no more detail
 */
export function closerLooks(photo: Pixels, passes: readonly Pass[], bounds: TraceBounds): Look[] {
  const { scale } = elementAt(passes, 0);
  const isFirst = scale * Math.max(photo.width, photo.height) <= lookedAtSide;
  const traces = passes.flatMap((seen) => smallTraces(seen, bounds));
  if (traces.length === 0) return [];
  const region = inside(around(traces.map(grow)), photo);
  const longer = Math.max(region.right - region.left, region.bottom - region.top);
  // One look at less than twice the scale costs less than several tiles, and suffices for a few traces.
  const wanted = isFirst ? Math.min(closer * scale, maxTileSide / longer) : closer * scale;
  const closerScale = Math.min(wanted, maxEnlargement);
  return closerScale > scale * minCloser ? tiles(region, closerScale, maxTileSide) : [];
}

/**
 * Tiles in which a photo is searched for small faces.
 * @param shrunk ratio of the side in the file to the side of the copy
 */
export async function searchLooks(photo: Pixels, shrunk: number): Promise<Look[]> {
  const scale = Math.min(maxEnlargement, (shrunk * searchedInput) / searchedSide);
  if (scale * Math.max(photo.width, photo.height) < lookedAtSide) return [];
  const region = { left: 0, top: 0, right: photo.width, bottom: photo.height };
  const map = await skinMap(photo);
  return tiles(region, scale, searchTileSide).filter(({ region }) => map.hasSkin(region));
}

/** Maximum number of pixels of the file decoded at once around traces; bounds memory to 48 MB. */
const mostFilePixels = 16_000_000;

/**
 * The part of a file with the most confident traces, as many as fit the limit.
 * @param traces at least one, in pixels of the copy
 * @returns regions around the traces in pixels of the part, and the mapping back to the copy
 */
export function partAround(
  traces: readonly Detection[],
  { width, height, shrunk }: { width: number; height: number; shrunk: number },
) {
  const size = { width: Math.floor(width * shrunk), height: Math.floor(height * shrunk) };
  let whole: PixelBox | null = null;
  const boxes: PixelBox[] = [];
  for (const trace of traces.toSorted((a, b) => b.score - a.score)) {
    const { left, top, right, bottom } = grow(trace);
    const box = inside(
      { left: left * shrunk, top: top * shrunk, right: right * shrunk, bottom: bottom * shrunk },
      size,
    );
    const joined: PixelBox = whole ? around([whole, box]) : box;
    if (whole && area(joined) > mostFilePixels) continue;
    whole = joined;
    boxes.push(box);
  }
  const { left: x, top: y, right, bottom } = required(whole);
  const part: PhotoPart = { left: x, top: y, width: right - x, height: bottom - y };
  const regions = boxes.map((box) => ({
    left: box.left - x,
    top: box.top - y,
    right: box.right - x,
    bottom: box.bottom - y,
  }));
  const toCopy = ({ score, ...box }: Detection): Detection => ({
    left: (x + box.left) / shrunk,
    top: (y + box.top) / shrunk,
    right: (x + box.right) / shrunk,
    bottom: (y + box.bottom) / shrunk,
    score,
  });
  return { part, regions, toCopy };
}

/** Covers a region with equal tiles, as few as possible. */
function tiles(region: PixelBox, scale: number, most: number): Look[] {
  const [across, down] = firstItems(
    [region.right - region.left, region.bottom - region.top].map((length) =>
      cuts(length, most / scale, overlap / scale),
    ),
    2,
  );
  return down.flatMap(([top, bottom]) =>
    across.map(([left, right]) => ({
      scale,
      region: {
        left: region.left + left,
        top: region.top + top,
        right: region.left + right,
        bottom: region.top + bottom,
      },
    })),
  );
}

/**
 * Divides a length into parts with whole-numbered ends, each at most `most` long and overlapping the next.
 */
function cuts(length: number, most: number, overlap: number): [start: number, end: number][] {
  const count = length <= most ? 1 : Math.ceil((length - overlap) / (most - overlap));
  const part = (length + (count - 1) * overlap) / count;
  return Array.from({ length: count }, (_, i) => {
    const start = i * (part - overlap);
    return [Math.floor(start), Math.min(length, Math.ceil(start + part))];
  });
}

const around = (boxes: readonly PixelBox[]): PixelBox => ({
  left: Math.min(...boxes.map(({ left }) => left)),
  top: Math.min(...boxes.map(({ top }) => top)),
  right: Math.max(...boxes.map(({ right }) => right)),
  bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
});

/** Clips a box to whole pixels of the photo. */
const inside = ({ left, top, right, bottom }: PixelBox, { width, height }: InputSize): PixelBox => ({
  left: Math.max(0, Math.floor(left)),
  top: Math.max(0, Math.floor(top)),
  right: Math.min(width, Math.ceil(right)),
  bottom: Math.min(height, Math.ceil(bottom)),
});

/** Triples a box around its centre, since a trace may cover only a part of the face. */
function grow({ left, top, right, bottom }: PixelBox): PixelBox {
  const [width, height] = [right - left, bottom - top];
  return { left: left - width, top: top - height, right: right + width, bottom: bottom + height };
}
