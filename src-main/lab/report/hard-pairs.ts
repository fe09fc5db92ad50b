import { found, type FoldFigures, type FoundPair, type ScoredPair } from '../protocols/verification.ts';

/** A pair and how far on the wrong side of its limit it lies. */
export type JudgedPair<P extends ScoredPair> = P &
  FoundPair & {
    /** The distance that judged it: its fold's. */
    threshold: number;
    /** Above 0 where it was misjudged, at most 0 where rightly judged. */
    excess: number;
    right: boolean;
  };

/** Judges each pair whose faces were found at the distance of its fold. */
export function judge<P extends ScoredPair>(
  pairs: readonly P[],
  byFold: readonly FoldFigures[],
): JudgedPair<P>[] {
  const thresholds = new Map(byFold.map(({ fold, threshold }) => [fold, threshold]));
  return found(pairs).map((pair) => {
    const threshold = thresholds.get(pair.fold)!;
    const beyond = pair.distance - threshold;
    const right = pair.distance <= threshold === pair.same;
    return { ...pair, threshold, excess: pair.same ? beyond : -beyond, right };
  });
}

/** Misjudged pairs shown of a kind, at most. */
export const mostWrong = 24;
/** Where fewer pairs are misjudged than this, the nearest to it among the right ones are shown as well. */
export const leastShown = 6;

/** The pairs of a kind most worth looking at, the worst first. */
export function hardest<P extends ScoredPair>(judged: readonly JudgedPair<P>[], same: boolean) {
  const sorted = judged.filter((pair) => pair.same === same).sort((a, b) => b.excess - a.excess);
  const wrong = sorted.filter((pair) => !pair.right);
  const close = sorted.filter((pair) => pair.right).slice(0, Math.max(0, leastShown - wrong.length));
  return { wrongCount: wrong.length, wrong: wrong.slice(0, mostWrong), close };
}
