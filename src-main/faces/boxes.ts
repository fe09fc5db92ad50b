/** A rectangle in pixels of the decoded photo; it may extend beyond the edges. */
export interface PixelBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A detected face. */
export interface Detection extends PixelBox {
  /** Confidence, 0 to 1. */
  score: number;
}

export const area = (b: PixelBox): number => Math.max(0, b.right - b.left) * Math.max(0, b.bottom - b.top);

function intersection(a: PixelBox, b: PixelBox): number {
  return area({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
}

/** Intersection over union, 0 to 1; 0 for two empty boxes. */
export function iou(a: PixelBox, b: PixelBox): number {
  const common = intersection(a, b);
  const union = area(a) + area(b) - common;
  return union > 0 ? common / union : 0;
}

/**
 * Non-maximum suppression: keeps the most confident detection of each face. Two boxes are the same face if
 * they overlap by IoU, or if one is almost completely inside the other, as when one pass sees a whole face
 * and another a part of it.
 * @param maxOverlap IoU above which the less confident box is dropped, 0 to 1
 * @param maxContainment part of the smaller box inside the larger above which it is dropped, 0 to 1
 */
export function suppressOverlaps<D extends Detection>(
  detections: readonly D[],
  maxOverlap: number,
  maxContainment: number,
): D[] {
  const kept: D[] = [];
  for (const candidate of detections.toSorted((a, b) => b.score - a.score)) {
    const isNew = kept.every((other) => {
      const contained = intersection(candidate, other) / Math.min(area(candidate), area(other));
      return iou(candidate, other) <= maxOverlap && !(contained > maxContainment);
    });
    if (isNew && area(candidate) > 0) kept.push(candidate);
  }
  return kept;
}
