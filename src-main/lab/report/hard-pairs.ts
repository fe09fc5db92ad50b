import { required } from '../../common/elements.ts';
import { found, type FoldFigures, type FoundPair, type ScoredPair } from '../protocols/verification.ts';

/** A judged pair with its distance beyond the threshold. */
export type JudgedPair<P extends ScoredPair> = P &
  FoundPair & {
    /** Threshold of the pair's fold. */
    threshold: number;
    /** Margin of the misjudgement, in distance; at most 0 where rightly judged. */
    excess: number;
    right: boolean;
  };

/** Judges each pair whose faces were found at the threshold of its fold. */
export function judge<P extends ScoredPair>(
  pairs: readonly P[],
  byFold: readonly FoldFigures[],
): JudgedPair<P>[] {
  const thresholds = new Map(byFold.map(({ fold, threshold }) => [fold, threshold]));
  return found(pairs).map((pair) => {
    const threshold = required(thresholds.get(pair.fold));
    const beyond = pair.distance - threshold;
    const right = pair.distance <= threshold === pair.same;
    return { ...pair, threshold, excess: pair.same ? beyond : -beyond, right };
  });
}

/** Misjudged pairs shown of a kind, at most. */
export const mostWrong = 24;
/** Least number of pairs shown of a kind; rightly judged pairs nearest to the threshold fill up to it. */
export const leastShown = 6;

/** Selects the hardest pairs of a kind, the worst first. */
export function hardest<P extends ScoredPair>(judged: readonly JudgedPair<P>[], same: boolean) {
  const sorted = judged.filter((pair) => pair.same === same).sort((a, b) => b.excess - a.excess);
  const wrong = sorted.filter((pair) => !pair.right);
  const close = sorted.filter((pair) => pair.right).slice(0, Math.max(0, leastShown - wrong.length));
  return { wrongCount: wrong.length, wrong: wrong.slice(0, mostWrong), close };
}
