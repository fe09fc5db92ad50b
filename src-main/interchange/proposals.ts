import type { Box } from '../contract/models.ts';
import type { ProposalSource } from '../db/proposals.ts';
import { nameKey } from '../db/people.ts';
import { matchRegions, type NearMatch } from './nearness.ts';
import { meaningOf } from './nobody.ts';
import { toUpright } from './orientation.ts';
import type { MarkedFaces, WrittenNames } from './photo-regions.ts';

export interface ProposedName {
  /** Position of the face in the list given. */
  face: number;
  name: string;
  source: ProposalSource;
}

/** A name without a place in the photo, or with one at which no face is known. */
export interface NameInPhoto {
  name: string;
  source: ProposalSource;
}

export interface ReadNames {
  placed: ProposedName[];
  /** Faces that were marked and not found: fractions of the upright photo. */
  missed: (NameInPhoto & { box: Box })[];
  unplaced: NameInPhoto[];
  /** Positions of faces that another program's user does not want to see. */
  ignored: number[];
}

/** A box of which less is in the picture shows no face. */
const leastInPicture = 0.5;

/**
 * Matches marked faces to those found in the photo [Note: Frames of regions].
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
      const meaning = meaningOf(faces[region].name);
      if (meaning === 'ignored') ignored.add(face);
      else if (meaning === 'somebody' && !placed.has(face))
        placed.set(face, { face, name: faces[region].name, source });
    }
    if (orientation === null) continue;
    const isPlaceKnown = list.isSure || matches.some(({ closeness }) => closeness > 1);
    const matched = new Set(matches.map(({ region }) => region));
    faces.forEach(({ name, box }, region) => {
      if (matched.has(region) || meaningOf(name) !== 'somebody') return;
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

/** The first of each name, but of those names that are told already. */
function withoutNames<T extends NameInPhoto>(list: readonly T[], told: readonly { name: string }[]): T[] {
  const keys = new Set(told.map(({ name }) => nameKey(name)));
  return list.filter(({ name }) => {
    const isNew = !keys.has(nameKey(name));
    keys.add(nameKey(name));
    return isNew;
  });
}

/**
 * The orientation in which the regions lie best on the faces; the first of those in which they do so alike. Where the
 * first one is right by the rules, another has to overlap with faces, for a region may be near a wrong one by chance.
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

/** The part of a box that is in the picture; null for a point, and where too little of it is. */
function inPicture({ x, y, width, height }: Box): Box | null {
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  const [right, bottom] = [Math.min(1, x + width), Math.min(1, y + height)];
  const box = { x: left, y: top, width: right - left, height: bottom - top };
  const isIn = box.width > 0 && box.height > 0 && box.width * box.height >= leastInPicture * width * height;
  return isIn ? box : null;
}
