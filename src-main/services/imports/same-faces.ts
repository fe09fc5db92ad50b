import { elementAt } from '../../common/elements.ts';
import { unitDistance } from '../../common/vectors.ts';
import type { Box } from '../../contract/models.ts';
import type { ReadableDb } from '../../db/open.ts';
import { sameFaceIou } from '../../interchange/face-matches.ts';
import { matchBoxes } from '../../interchange/overlap.ts';
import { asModel } from '../model-session/active-model.ts';

/**
 * [Note: A face in a picture that was saved anew] Where a picture was turned, cropped, resized or saved with another
 * quality, its faces are found again by place and likeness. Of 12 faces in four sample photos the vectors were 0.113
 * apart at most, and 0.027 in the middle, after saving as JPEG of quality 70; 0.060 and 0.044 at half the width. Up
 * to `anywhere`, which no two people and hardly two photos of one reach, a face may be at any place. At the same
 * place of the picture, where a filter may have changed its look more, it is taken for the same up to `atItsPlace`,
 * at which no two strangers in a million would be.
 */
const anywhere = 0.12;
const atItsPlace = 0.25;

export interface PlacedFace {
  box: Box;
  vector: Float32Array;
}

/** Largest distance between vectors of one face, in distances of a model. */
export const likenessOf = (db: ReadableDb, model: string): { anywhere: number; atItsPlace: number } => ({
  anywhere: asModel(db, model, anywhere),
  atItsPlace: asModel(db, model, atItsPlace),
});

/** True if two boxes are at the same place of a picture. */
export const isSamePlace = (one: Box, other: Box): boolean =>
  matchBoxes([one], [other], sameFaceIou).length > 0;

/**
 * Matches faces of two looks at a picture: by place first, then by similarity. Each face is in one pair at most.
 * @returns indices in `later` by indices in `earlier`
 */
export function matchFacesAgain(
  earlier: readonly PlacedFace[],
  later: readonly PlacedFace[],
  likeness: { anywhere: number; atItsPlace: number },
): Map<number, number> {
  const matched = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (first: number, second: number) => {
    if (matched.has(first) || taken.has(second)) return;
    matched.set(first, second);
    taken.add(second);
  };
  const distance = (i: number, j: number) =>
    unitDistance(elementAt(earlier, i).vector, elementAt(later, j).vector);
  const boxes = (faces: readonly PlacedFace[]) => faces.map(({ box }) => box);
  for (const { first, second } of matchBoxes(boxes(earlier), boxes(later), sameFaceIou)) {
    if (distance(first, second) <= likeness.atItsPlace) pair(first, second);
  }
  const pairs = earlier.flatMap((_, first) =>
    later.map((_, second) => ({ first, second, apart: distance(first, second) })),
  );
  pairs.sort((a, b) => a.apart - b.apart);
  for (const { first, second, apart } of pairs) if (apart <= likeness.anywhere) pair(first, second);
  return matched;
}
