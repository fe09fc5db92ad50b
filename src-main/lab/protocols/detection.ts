import { numberAt } from '../../common/typed-arrays.ts';
import { type Detection, iou } from '../../faces/boxes.ts';
import type { MarkedBox } from '../datasets/dlib-boxes.ts';

/** Least overlap (IoU) at which a detection matches a marked face, as in PASCAL VOC. */
const minOverlap = 0.5;

/** Marked boxes and detections of one photo, in its pixels. */
export interface DetectedPhoto {
  marked: readonly MarkedBox[];
  detected: readonly Detection[];
}

/** Matches of the detections and the marked boxes of one photo. */
export interface Matches {
  /** Detections that count; `right` where one matches a face that no surer one matches. */
  judged: { detection: Detection; right: boolean }[];
  /** Marked faces that were not found. */
  missed: MarkedBox[];
}

export interface DetectionFigures {
  photos: number;
  /** Number of marked faces that count. */
  boxes: number;
  /** Part of the marked faces that were found, 0 to 1. */
  recall: number;
  /** Part of the detections that match a marked face, 0 to 1; 1 without detections. */
  precision: number;
  /** Area under the precision envelope over recall, 0 to 1. */
  averagePrecision: number;
}

/**
 * Matches detections with marked faces, the surest first: each takes the remaining face that it overlaps most. A detection
 * that matches an ignored box and no other is not judged.
 */
export function matchDetections({ marked, detected }: DetectedPhoto): Matches {
  const left = new Set(marked.filter((box) => !box.ignore));
  const judged: Matches['judged'] = [];
  for (const detection of detected.toSorted((a, b) => b.score - a.score)) {
    const face = [...left]
      .filter((box) => iou(box, detection) >= minOverlap)
      .reduce<MarkedBox | null>(
        (best, box) => (best && iou(best, detection) >= iou(box, detection) ? best : box),
        null,
      );
    if (face) left.delete(face);
    else if (marked.some((box) => box.ignore && iou(box, detection) >= minOverlap)) continue;
    judged.push({ detection, right: face !== null });
  }
  return { judged, missed: [...left] };
}

/**
 * Computes recall, precision and average precision as PASCAL VOC does since 2010 (Everingham et al. 2015, section
 * 4.2: all points of the curve). The pipeline reports only what it takes for a face, so its curve ends at the
 * recall of that choice, and average precision cannot exceed it.
 */
export function evaluateDetection(photos: readonly DetectedPhoto[]): DetectionFigures {
  const boxes = photos.flatMap(({ marked }) => marked).filter((box) => !box.ignore).length;
  const judged = photos
    .flatMap((photo) => matchDetections(photo).judged)
    .sort((a, b) => b.detection.score - a.detection.score);
  const right = judged.filter((one) => one.right).length;
  return {
    photos: photos.length,
    boxes,
    recall: boxes === 0 ? 1 : right / boxes,
    precision: judged.length === 0 ? 1 : right / judged.length,
    averagePrecision: averagePrecision(
      judged.map((one) => one.right),
      boxes,
    ),
  };
}

/** @param right for each detection, surest first: true where it matches a marked face */
function averagePrecision(right: readonly boolean[], boxes: number): number {
  let found = 0;
  const precisions = right.map((isRight, i) => (isRight ? ++found : found) / (i + 1));
  let envelope = 0;
  let area = 0;
  for (let i = right.length - 1; i >= 0; i--) {
    envelope = Math.max(envelope, numberAt(precisions, i));
    if (right[i]) area += envelope;
  }
  return boxes === 0 ? 1 : area / boxes;
}
