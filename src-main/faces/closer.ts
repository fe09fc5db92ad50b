import type { InputSize } from '../nn/onnxruntime.ts';
import type { Pixels } from '../photos/pixels.ts';
import type { PhotoPart } from '../photos/decode.ts';
import { area, type Detection, type PixelBox } from './boxes.ts';
import { type Look, type Pass, shorterSide } from './look.ts';
import { skinMap } from './skin-map.ts';

/**
 * [Note: Closer looks]
 * A small face leaves a trace before it is found: on busy backgrounds 8 of 10 faces of 10 pixels in the detector's input,
 * and all of 17, are seen with a confidence of 0.05 and more. So the photo is looked at twice as close around such traces,
 * and again around those that this look leaves, until they are large, sure or gone. Of the faces that a closer look adds
 * in the group photos at hand, all had left a trace.
 *
 * A face of 50 pixels in a photo of 6,000 leaves none at 512. Where nobody is found in a large photo, it is searched in
 * tiles at a size at which such a face is 12 pixels wide, but only where something has the colours and the contrast of a
 * face (`skin-map.ts`).
 */

/** Traces larger than this in the input of the look that left them are not made clearer by a closer one. In pixels. */
const maxTraceSide = 48;
/** How much closer each look is than the one before. */
const closer = 2;
/** Longest side of a tile in the detector's input, in pixels; bounds memory. */
const maxTileSide = 1024;
/** What two tiles have in common, so that a face at the seam is whole in one. In pixels of the input. */
const overlap = 96;
/** A look that is closer by less than this shows nothing new. */
const minCloser = 1.2;
/** Enlarging the photo beyond this adds nothing. */
const maxEnlargement = 1.5;

/** Size of faces that large photos are searched for, in pixels of the file, and their size in the detector's input. */
const searchedSide = 48;
const searchedInput = 11.5;
/** Longest side of the detector's input at which the whole photo has been looked at already. In pixels. */
const lookedAtSide = 640;
const searchTileSide = 512;

/** Traces that a closer look could make clearer. */
export interface TraceBounds {
  /** What is as sure as this needs no closer look. */
  sure: number;
  /** What is less sure needs none either. */
  least: number;
}

export const smallTraces = ({ scale, detections }: Pass, { sure, least }: TraceBounds): Detection[] =>
  detections.filter(
    (box) => box.score < sure && box.score >= least && shorterSide(box) * scale <= maxTraceSide,
  );

/**
 * Where to look again from nearer: around the small traces that looks left, in tiles where that is much.
 * @returns none where there are no traces, or where the photo has no more detail to show
 */
export function closerLooks(photo: Pixels, passes: readonly Pass[], bounds: TraceBounds): Look[] {
  const { scale } = passes[0];
  const isFirst = scale * Math.max(photo.width, photo.height) <= lookedAtSide;
  const traces = passes.flatMap((seen) => smallTraces(seen, bounds));
  if (traces.length === 0) return [];
  const region = inside(around(traces.map(grow)), photo);
  const longer = Math.max(region.right - region.left, region.bottom - region.top);
  // One look at less than twice as close costs less than several tiles, and is enough for a few traces.
  const wanted = isFirst ? Math.min(closer * scale, maxTileSide / longer) : closer * scale;
  const closerScale = Math.min(wanted, maxEnlargement);
  return closerScale > scale * minCloser ? tiles(region, closerScale, maxTileSide) : [];
}

/**
 * Where to search a photo for small faces.
 * @param shrunk how many times longer the photo's sides are in its file
 */
export async function searchLooks(photo: Pixels, shrunk: number): Promise<Look[]> {
  const scale = Math.min(maxEnlargement, (shrunk * searchedInput) / searchedSide);
  if (scale * Math.max(photo.width, photo.height) < lookedAtSide) return [];
  const region = { left: 0, top: 0, right: photo.width, bottom: photo.height };
  const map = await skinMap(photo);
  return tiles(region, scale, searchTileSide).filter(({ region }) => map.hasSkin(region));
}

/** Pixels of the file that are decoded at once around traces; bounds memory to 48 MB. */
const mostFilePixels = 16_000_000;

/**
 * The part of a file that holds the surest traces, as many as may be decoded at once.
 * @param traces in pixels of the copy, at least one
 * @returns regions around the traces in pixels of the part, and the way back to the copy
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
  const { left: x, top: y, right, bottom } = whole!;
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

/** Equal tiles over a region, as few as possible. */
function tiles(region: PixelBox, scale: number, most: number): Look[] {
  const [across, down] = [region.right - region.left, region.bottom - region.top].map((length) =>
    cuts(length, most / scale, overlap / scale),
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

/** Starts and ends of parts of a length, whole numbers, each at most `most` and overlapping the next. */
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

/** In whole pixels of the photo. */
const inside = ({ left, top, right, bottom }: PixelBox, { width, height }: InputSize): PixelBox => ({
  left: Math.max(0, Math.floor(left)),
  top: Math.max(0, Math.floor(top)),
  right: Math.min(width, Math.ceil(right)),
  bottom: Math.min(height, Math.ceil(bottom)),
});

/** Room for the whole face, which a trace may show a part of: as much again on every side. */
function grow({ left, top, right, bottom }: PixelBox): PixelBox {
  const [width, height] = [right - left, bottom - top];
  return { left: left - width, top: top - height, right: right + width, bottom: bottom + height };
}
