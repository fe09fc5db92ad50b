import type { Box } from '../contract/models.ts';
import { matchBoxes } from './overlap.ts';

/**
 * [Note: Regions that are wider or tighter]
 * Programs draw the region of a face around the eyes and mouth, the head, or the shoulders too, and some note a point.
 * Boxes that overlap by `sameIou` show the same face. Of others, the middle of the smaller one has to lie near the
 * middle of the larger one, as measured by the larger one's sides, and neither may be more than so many times as wide
 * as the other. Faces that overlap come before those that are only near, and the nearest of these first.
 */
export const sameIou = 0.25;
const mostOffCentre = 0.4;
const mostTimesAsWide = 5;

/** Which of the found faces a region marks. */
export interface NearMatch {
  /** Positions in the two lists. */
  face: number;
  region: number;
  /** 1 to 2 where they overlap, 0 to 1 where they are near each other. */
  closeness: number;
}

/**
 * Pairs faces and regions, the closest first; each is in one pair at most.
 * @param onlyOverlapping leaves out those that are merely near
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

/** 1 where the middles of two boxes are the same, 0 where the boxes show different things. */
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
