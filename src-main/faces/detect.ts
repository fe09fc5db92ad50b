import type { Network } from '../nn/onnxruntime.ts';
import type { Pixels } from '../photos/pixels.ts';
import { type Detection, suppressOverlaps } from './boxes.ts';
import { renderView, toPhoto, type View, viewsOf } from './views.ts';

/** Side of the SSD's square input in pixels. */
const inputSide = 512;
/** Below this the SSD takes patterns, and dogs, for faces; chosen on the labelled group photos. */
const minScore = 0.7;
/** Faces smaller than this in the decoded photo hold too little to be told apart. In pixels. */
const minFaceSide = 16;
const maxOverlap = 0.4;
const maxContainment = 0.8;
/** A box that touches the seam of a tile is likely cut off; the neighbouring tile sees the face whole. */
const seamMargin = 2;

/** Finds the faces of a photo, most confident first. */
export async function detectFaces(photo: Pixels, detector: Network): Promise<Detection[]> {
  const views = viewsOf(photo, inputSide);
  const found: Detection[] = [];
  for (const view of views) {
    const { boxes, scores } = await detector.run(await renderView(photo, view, inputSide), 1);
    found.push(...collect(view, boxes, scores, photo));
  }
  return suppressOverlaps(found, maxOverlap, maxContainment);
}

/** Brings one pass's boxes (fractions of the input: top, left, bottom, right) into pixels of the photo. */
function collect(view: View, boxes: Float32Array, scores: Float32Array, photo: Pixels): Detection[] {
  const detections: Detection[] = [];
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] < minScore) continue;
    const [top, left, bottom, right] = boxes.subarray(4 * i, 4 * i + 4).map((part) => part * inputSide);
    const box = toPhoto(view, { left, top, right, bottom }, inputSide);
    if (!box) continue;
    const detection = { ...box, score: scores[i] };
    const side = Math.min(detection.right - detection.left, detection.bottom - detection.top);
    if (side >= minFaceSide && !touchesSeam(detection, view, photo)) detections.push(detection);
  }
  return detections;
}

function touchesSeam(box: Detection, { region }: View, photo: Pixels): boolean {
  return (
    (region.left > 0 && box.left < region.left + seamMargin) ||
    (region.top > 0 && box.top < region.top + seamMargin) ||
    (region.right < photo.width && box.right > region.right - seamMargin) ||
    (region.bottom < photo.height && box.bottom > region.bottom - seamMargin)
  );
}
