import { elementAt } from '../common/elements.ts';
import type { Box } from '../contract/models.ts';
import type { ProposalSource } from '../db/proposals.ts';
import { nameKey } from '../db/people.ts';
import { matchRegions, type NearMatch } from './nearness.ts';
import { classifyName } from './nobody.ts';
import { toUpright } from './orientation.ts';
import type { MarkedFaces, WrittenNames } from './photo-regions.ts';

export interface ProposedName {
  /** Index of the face in the given list. */
  face: number;
  name: string;
  source: ProposalSource;
}

/** A name without a position, or with a position at which no face is known. */
export interface NameInPhoto {
  name: string;
  source: ProposalSource;
}

export interface ReadNames {
  placed: ProposedName[];
  /** Marked faces without a detection, as fractions of the upright photo. */
  missed: (NameInPhoto & { box: Box })[];
  unplaced: NameInPhoto[];
  /** Indices of faces that the user of another program ignores. */
  ignored: number[];
}

/** Minimum part of a box inside the picture. */
const leastInPicture = 0.5;

/**
 * Matches marked faces to detected ones [Note: Frames of regions].
 * @param found boxes as fractions of the upright photo
 */
export function proposeNames(found: readonly Box[], { marked, unplaced }: WrittenNames): ReadNames {
  const placed = new Map<number, ProposedName>();
  const ignored = new Set<number>();
  const missed: ReadNames['missed'] = [];
  const without: NameInPhoto[] = [];
  for (const list of marked) {
    const { source, faces } = list;
    const { orientation, matches } = bestFrame(found, list);
    for (const { face, region } of matches) {
      const meaning = classifyName(elementAt(faces, region).name);
      if (meaning === 'ignored') ignored.add(face);
      else if (meaning === 'somebody' && !placed.has(face))
        placed.set(face, { face, name: elementAt(faces, region).name, source });
    }
    if (orientation === null) continue;
    const isPlaceKnown = list.isSure || matches.some(({ closeness }) => closeness > 1);
    const matched = new Set(matches.map(({ region }) => region));
    faces.forEach(({ name, box }, region) => {
      if (matched.has(region) || classifyName(name) !== 'somebody') return;
      const place = isPlaceKnown ? inPicture(toUpright(box, orientation)) : null;
      if (place) missed.push({ name, source, box: place });
      else without.push({ name, source });
    });
  }
  const names = [...placed.values()].sort((a, b) => a.face - b.face);
  const drawn = withoutNames(missed, names);
  return {
    placed: names,
    missed: drawn,
    unplaced: withoutNames([...without, ...unplaced], [...names, ...drawn]),
    ignored: [...ignored].filter((face) => !placed.has(face)).sort((a, b) => a - b),
  };
}

/** The first entry of each name, without names that are placed already. */
function withoutNames<T extends NameInPhoto>(list: readonly T[], told: readonly { name: string }[]): T[] {
  const keys = new Set(told.map(({ name }) => nameKey(name)));
  return list.filter(({ name }) => {
    const isNew = !keys.has(nameKey(name));
    keys.add(nameKey(name));
    return isNew;
  });
}

/**
 * The orientation with the best overlap of regions and faces; the first one of equals. If the first one is
 * right by the standard, another one must have overlaps, since a region may be near a wrong face by chance.
 */
function bestFrame(
  found: readonly Box[],
  { faces, orientations, isDecided }: MarkedFaces,
): { orientation: number | null; matches: NearMatch[] } {
  let best: { orientation: number | null; matches: NearMatch[] } = {
    orientation: orientations[0] ?? null,
    matches: [],
  };
  orientations.forEach((orientation, i) => {
    const boxes = faces.map(({ box }) => toUpright(box, orientation));
    const matches = matchRegions(found, boxes, isDecided && i > 0);
    if (total(matches) > total(best.matches)) best = { orientation, matches };
  });
  return best;
}

const total = (matches: readonly NearMatch[]): number =>
  matches.reduce((sum, { closeness }) => sum + closeness, 0);

/** The part of a box inside the picture; null for a point, and if too little of it is inside. */
function inPicture({ x, y, width, height }: Box): Box | null {
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  const [right, bottom] = [Math.min(1, x + width), Math.min(1, y + height)];
  const box = { x: left, y: top, width: right - left, height: bottom - top };
  const isIn = box.width > 0 && box.height > 0 && box.width * box.height >= leastInPicture * width * height;
  return isIn ? box : null;
}
