import type { Box } from '../contract/models.ts';
import { iou, type PixelBox } from '../faces/boxes.ts';

const edges = ({ x, y, width, height }: Box): PixelBox => ({
  left: x,
  top: y,
  right: x + width,
  bottom: y + height,
});

/** A match of two boxes of the same face. */
export interface Match {
  /** Indices in the two lists. */
  first: number;
  second: number;
  /** Intersection over union, 0 to 1. */
  iou: number;
}

/**
 * Matches the boxes of two lists, the largest overlap first; each box is in at most one pair.
 * @param leastIou minimum overlap of two boxes of the same face, 0 to 1
 */
export function matchBoxes(first: readonly Box[], second: readonly Box[], leastIou: number): Match[] {
  const pairs: Match[] = [];
  first.forEach((a, i) =>
    second.forEach((b, j) => {
      const overlap = iou(edges(a), edges(b));
      if (overlap > 0 && overlap >= leastIou) pairs.push({ first: i, second: j, iou: overlap });
    }),
  );
  pairs.sort((a, b) => b.iou - a.iou || a.first - b.first || a.second - b.second);
  const [takenFirst, takenSecond] = [new Set<number>(), new Set<number>()];
  return pairs.filter((pair) => {
    if (takenFirst.has(pair.first) || takenSecond.has(pair.second)) return false;
    takenFirst.add(pair.first);
    takenSecond.add(pair.second);
    return true;
  });
}
