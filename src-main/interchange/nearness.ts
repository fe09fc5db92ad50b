import type { Box } from '../contract/models.ts';
import { matchBoxes } from './overlap.ts';

/**
 * [Note: Regions that are wider or tighter] Programs draw the region of a face around eyes and mouth, the
 * head, or head and shoulders, and some store a point. Boxes with an overlap of `sameIou` are the same face.
 * Otherwise, the centre of the smaller box must be near the centre of the larger one, relative to the larger
 * one's sides, and their widths must not differ by more than a factor. Overlapping pairs are matched before
 * near pairs, and closer pairs first.
 */
export const sameIou = 0.25;
const mostOffCentre = 0.4;
const mostTimesAsWide = 5;

/** A match of a detected face and a region. */
export interface NearMatch {
  /** Indices in the two lists. */
  face: number;
  region: number;
  /** 1 to 2 for an overlap, 0 to 1 for nearness. */
  closeness: number;
}

/**
 * Matches faces and regions, the closest pairs first; each is in at most one pair.
 * @param onlyOverlapping excludes pairs that are merely near
 */
export function matchRegions(
  faces: readonly Box[],
  regions: readonly Box[],
  onlyOverlapping = false,
): NearMatch[] {
  const overlapping = matchBoxes(faces, regions, sameIou).map(({ first, second, iou }) => ({
    face: first,
    region: second,
    closeness: 1 + iou,
  }));
  if (onlyOverlapping) return overlapping;
  const taken = { faces: new Set<number>(), regions: new Set<number>() };
  const take = ({ face, region }: NearMatch): boolean => {
    if (taken.faces.has(face) || taken.regions.has(region)) return false;
    taken.faces.add(face);
    taken.regions.add(region);
    return true;
  };
  const near = faces.flatMap((one, face) =>
    regions.flatMap((other, region) => {
      const closeness = nearness(one, other);
      return closeness > 0 ? [{ face, region, closeness }] : [];
    }),
  );
  near.sort((a, b) => b.closeness - a.closeness || a.face - b.face || a.region - b.region);
  return [...overlapping, ...near].filter(take);
}

/** 1 for boxes with the same centre, 0 for boxes of different objects. */
function nearness(one: Box, other: Box): number {
  const [small, large] = one.width * one.height < other.width * other.height ? [one, other] : [other, one];
  const isPoint = small.width === 0 && small.height === 0;
  const widest = Math.max(large.width / small.width, large.height / small.height);
  if (!isPoint && widest > mostTimesAsWide) return 0;
  const across = Math.abs(middle(small.x, small.width) - middle(large.x, large.width)) / large.width;
  const down = Math.abs(middle(small.y, small.height) - middle(large.y, large.height)) / large.height;
  const off = Math.max(across, down);
  return off <= (isPoint ? 0.5 : mostOffCentre) ? 1 - off : 0;
}

const middle = (start: number, length: number): number => start + length / 2;
