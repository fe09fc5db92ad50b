import { entryOf } from '../../common/elements.ts';
import { float32At } from '../../common/typed-arrays.ts';
import { decodeBox, ssdAnchors, ssdGranularity } from '../../nn/networks/ssd-anchors.ts';
import type { Network } from '../../nn/onnxruntime.ts';
import { imageOf, type Pixels, pixelsOf } from '../../photos/pixels.ts';
import { type Detection, type PixelBox, suppressOverlaps } from '../boxes.ts';

/** One pass of the detector over a part of the photo, at a scale. */
export interface Look {
  /** Whole pixels inside the photo. */
  region: PixelBox;
  /** Pixels of the detector's input per pixel of the photo. */
  scale: number;
}

/** Detections of one look. */
export interface Pass {
  /** Scale of the look: pixels of the detector's input per pixel of the photo. */
  scale: number;
  detections: readonly Detection[];
}

/** Maximum overlap within a pass: neighbouring anchors detect the same face. */
const maxOverlap = 0.4;
/** Margin in pixels of the photo within which a box is probably cut off by the edge of a region. */
const seamMargin = 2;

/** A look at the whole photo with the given longer side of the detector's input. */
export function lookAtAll({ width, height }: Pixels, side: number): Look {
  const region = { left: 0, top: 0, right: width, bottom: height };
  return { region, scale: side / Math.max(width, height) };
}

/**
 * Runs the detector once. Returns detections with a confidence of `minScore` or more, one per face, in
 * descending order. Boxes are in pixels of the photo and may extend beyond its edges.
 */
export async function detectIn(
  photo: Pixels,
  look: Look,
  detector: Network,
  minScore: number,
): Promise<Detection[]> {
  const { input, width, height } = await renderLook(photo, look);
  const outputs = await detector.run(input, 1, { width, height });
  const [codes, scores] = [entryOf(outputs, 'codes'), entryOf(outputs, 'scores')];
  const anchors = anchorsFor(width, height);
  const { region, scale } = look;
  const detections: Detection[] = [];
  for (let i = 0; i < scores.length; i++) {
    if (float32At(scores, i) < minScore) continue;
    const { left, top, right, bottom } = decodeBox(codes, anchors, i);
    const box = {
      left: region.left + left / scale,
      top: region.top + top / scale,
      right: region.left + right / scale,
      bottom: region.top + bottom / scale,
    };
    if (!touchesSeam(box, region, photo)) detections.push({ ...box, score: float32At(scores, i) });
  }
  return suppressOverlaps(detections, maxOverlap, Infinity);
}

export const shorterSide = ({ left, top, right, bottom }: PixelBox): number =>
  Math.min(right - left, bottom - top);

function touchesSeam(box: PixelBox, region: PixelBox, photo: Pixels): boolean {
  return (
    (region.left > 0 && box.left < region.left + seamMargin) ||
    (region.top > 0 && box.top < region.top + seamMargin) ||
    (region.right < photo.width && box.right > region.right - seamMargin) ||
    (region.bottom < photo.height && box.bottom > region.bottom - seamMargin)
  );
}

/** Anchors by input size; the photos of a library have few different shapes. */
const anchorsBySize = new Map<string, Float32Array>();

function anchorsFor(width: number, height: number): Float32Array {
  const key = `${width}x${height}`;
  let anchors = anchorsBySize.get(key);
  if (!anchors) anchorsBySize.set(key, (anchors = ssdAnchors(width, height)));
  return anchors;
}

/**
 * Renders the region into the top left corner of an input whose sides suit the detector; the rest is black.
 */
async function renderLook(photo: Pixels, { region, scale }: Look) {
  const inner = {
    left: region.left,
    top: region.top,
    width: region.right - region.left,
    height: region.bottom - region.top,
  };
  const image = imageOf(photo)
    .extract(inner)
    .resize(Math.max(1, Math.round(inner.width * scale)), Math.max(1, Math.round(inner.height * scale)), {
      fit: 'fill',
      kernel: scale < 1 ? 'linear' : 'cubic',
    });
  const seen = await pixelsOf(image);
  const width = roundUp(seen.width);
  const height = roundUp(seen.height);
  const input = new Uint8Array(width * height * 3);
  const rowBytes = seen.width * 3;
  for (let row = 0; row < seen.height; row++) {
    input.set(seen.data.subarray(row * rowBytes, (row + 1) * rowBytes), row * width * 3);
  }
  return { input, width, height };
}

const roundUp = (side: number): number => Math.ceil(side / ssdGranularity) * ssdGranularity;
