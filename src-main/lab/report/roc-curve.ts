import { found, rocOf, type ScoredPair } from '../protocols/verification.ts';

export interface RocCurve {
  /** Best validation rate at each false-accept rate that occurs, both ascending; the first at rate 0. */
  points: { far: number; val: number }[];
  /** Different pairs with both faces found: one of them is the smallest rate above 0. */
  different: number;
}

/**
 * Computes the ROC with same pairs with a missed face rejected at every distance, as in {@link valAtFar}.
 * @throws FamiliarError `bad-request` where there are no same or no different pairs
 */
export function rocCurve(pairs: readonly ScoredPair[]): RocCurve {
  const known = found(pairs);
  const same = pairs.filter((pair) => pair.same).length;
  const knownSame = known.filter((pair) => pair.same).length;
  const byFar = new Map(rocOf(known).map(({ far, val }) => [far, (val * knownSame) / same]));
  return {
    points: [...byFar].map(([far, val]) => ({ far, val })),
    different: known.length - knownSame,
  };
}
