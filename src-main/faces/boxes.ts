/** A rectangle in pixels of the decoded photo, from its top left corner; it may reach past the edges. */
export interface PixelBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A face as the detector reports it. */
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

/** Intersection over union, 0 to 1. Two empty boxes have none in common. */
export function iou(a: PixelBox, b: PixelBox): number {
  const common = intersection(a, b);
  const union = area(a) + area(b) - common;
  return union > 0 ? common / union : 0;
}

/**
 * Non-maximum suppression: keeps the most confident of the detections that show the same face. Two boxes
 * are the same face where they overlap by IoU, or where one lies almost wholly inside the other, as happens
 * when one pass sees a whole face and another a part of it.
 * @param maxOverlap IoU above which the less confident goes, 0 to 1
 * @param maxContainment part of the smaller box inside the larger above which it goes, 0 to 1
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
