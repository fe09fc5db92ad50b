import { FamiliarError } from '../../contract/errors.ts';

/**
 * Two photos and how far apart their central faces are. The distance is Euclidean L2 between unit vectors, 0 to
 * 2, and null where no face was found in one of the photos.
 */
export interface ScoredPair {
  same: boolean;
  distance: number | null;
  /** Pairs of one fold are judged at a distance chosen on the other folds. */
  fold: number;
}

/** A pair whose faces were both found. */
export type FoundPair = ScoredPair & { distance: number };

/** A point of the receiver operating characteristic: what a threshold at `distance` accepts. */
export interface RocPoint {
  distance: number;
  /** Validation rate: same pairs accepted, 0 to 1. */
  val: number;
  /** False accept rate: different pairs accepted, 0 to 1. */
  far: number;
}

/** False accept rates at which the validation rate is told. */
const reportedFars = [0.01, 0.001, 0.0001] as const;

/** How one fold was judged. */
export interface FoldFigures {
  fold: number;
  pairs: number;
  /** Chosen on the other folds. */
  threshold: number;
  /** Pairs of the fold judged rightly, 0 to 1; a pair with a missed face counts as wrong. */
  accuracy: number;
}

export interface VerificationFigures {
  pairs: number;
  /** Pairs judged rightly, 0 to 1; a pair with a missed face counts as wrong. */
  accuracy: number;
  /** Standard deviation of `accuracy` over the folds (n - 1). */
  accuracyStd: number;
  /** As `accuracy`, leaving out pairs with a missed face. */
  accuracyFound: number;
  /** Mean of the distances chosen for the folds. */
  threshold: number;
  /** Area under the ROC of the pairs found, 0 to 1. */
  auc: number;
  /** By false accept rate, as text: the validation rate, and the distance that gives both. */
  valAtFar: Record<string, { val: number; distance: number }>;
  byFold: FoldFigures[];
}

/**
 * Verification by the protocol of Labeled Faces in the Wild (Huang et al. 2007, the test by folds of "view 2"),
 * with FaceNet's rates (arXiv 1503.03832, section 4).
 * @param pairs of at least two folds, with same and different pairs found among those outside each fold
 * @throws FamiliarError `bad-request` where that is not so
 */
export function evaluateVerification(pairs: readonly ScoredPair[]): VerificationFigures {
  const byFold = Map.groupBy(pairs, (pair) => pair.fold);
  if (byFold.size < 2) throw new FamiliarError('bad-request', 'pairs of at least two folds are needed');
  const folds = [...byFold].map(([fold, members]) => {
    const threshold = bestThreshold(found(pairs.filter((pair) => pair.fold !== fold)));
    const right = found(members).filter((pair) => pair.distance <= threshold === pair.same).length;
    return { fold, pairs: members.length, threshold, right, accuracy: right / members.length };
  });
  const right = sum(folds.map((fold) => fold.right));
  const known = found(pairs);
  const roc = rocOf(known);
  return {
    pairs: pairs.length,
    accuracy: right / pairs.length,
    accuracyStd: sampleDeviation(folds.map((fold) => fold.accuracy)),
    accuracyFound: right / known.length,
    threshold: sum(folds.map((fold) => fold.threshold)) / folds.length,
    auc: areaUnder(roc),
    valAtFar: Object.fromEntries(reportedFars.map((far) => [String(far), valAtFar(pairs, far)])),
    byFold: folds.map(({ fold, pairs: count, threshold, accuracy }) => ({
      fold,
      pairs: count,
      threshold,
      accuracy,
    })),
  };
}

/**
 * The ROC: one point for each distance that occurs, nearest first, after the one that accepts nothing.
 * VAL(d) and FAR(d) are the parts of the same and of the different pairs with a distance up to d.
 * @param pairs with at least one same and one different pair
 * @throws FamiliarError `bad-request` where there is none of either
 */
export function rocOf(pairs: readonly FoundPair[]): RocPoint[] {
  const sorted = pairs.toSorted((a, b) => a.distance - b.distance);
  const same = sorted.filter((pair) => pair.same).length;
  const different = sorted.length - same;
  if (same === 0 || different === 0)
    throw new FamiliarError('bad-request', 'both same and different pairs are needed');
  const points: RocPoint[] = [{ distance: 0, val: 0, far: 0 }];
  let accepted = 0;
  sorted.forEach(({ distance, same: isSame }, i) => {
    if (isSame) accepted++;
    if (sorted[i + 1]?.distance === distance) return;
    points.push({ distance, val: accepted / same, far: (i + 1 - accepted) / different });
  });
  return points;
}

/** Area under a ROC by trapezia: the chance that a same pair is nearer than a different one, ties half. */
export function areaUnder(roc: readonly RocPoint[]): number {
  return sum(roc.slice(1).map((point, i) => ((point.far - roc[i].far) * (point.val + roc[i].val)) / 2));
}

/**
 * The validation rate at the largest distance whose false accept rate is at most `far`. A missed face lets
 * nobody in: same pairs with one count as rejected, and different pairs with one are left out, so that misses
 * never flatter the rate.
 */
export function valAtFar(pairs: readonly ScoredPair[], far: number): { val: number; distance: number } {
  const known = found(pairs);
  const point = rocOf(known).findLast((p) => p.far <= far + Number.EPSILON)!;
  const knownSame = known.filter((pair) => pair.same).length;
  const same = pairs.filter((pair) => pair.same).length;
  return { val: (point.val * knownSame) / same, distance: point.distance };
}

/**
 * The distance that judges most pairs rightly. Where several gaps between neighbouring distances do, the
 * middle of the middle one, so that the choice does not hang on a single pair.
 */
export function bestThreshold(pairs: readonly FoundPair[]): number {
  const roc = rocOf(pairs);
  const same = pairs.filter((pair) => pair.same).length;
  const right = roc.map(({ val, far }) => Math.round(val * same + (1 - far) * (pairs.length - same)));
  const most = right.reduce((a, b) => Math.max(a, b));
  const best = right.flatMap((count, i) => (count === most ? [i] : []));
  const at = best[Math.floor(best.length / 2)];
  const next = roc[at + 1]?.distance ?? roc[at].distance;
  return (roc[at].distance + next) / 2;
}

/** How many folds choose a threshold for one another, and whether the pairs were dealt out to them here. */
export interface Folds {
  count: number;
  dealt: boolean;
}

/** Parts into which pairs are dealt that come as one fold. */
const dealtFolds = 10;

/** The pairs with folds that can judge one another: their own, or dealt out where they come as one. */
export function foldPairs<P extends ScoredPair>(pairs: readonly P[]): { pairs: P[]; folds: Folds } {
  const dealt = countFolds(pairs) === 1;
  const folded = dealt ? dealIntoFolds(pairs, dealtFolds) : [...pairs];
  return { pairs: folded, folds: { count: countFolds(folded), dealt } };
}

/**
 * Deals the pairs of one fold out to several, same and different pairs in turn, for lists without folds of
 * their own.
 */
export function dealIntoFolds<P extends ScoredPair>(pairs: readonly P[], folds: number): P[] {
  const dealt = { same: 0, different: 0 };
  return pairs.map((pair) => ({ ...pair, fold: dealt[pair.same ? 'same' : 'different']++ % folds }));
}

const countFolds = (pairs: readonly ScoredPair[]): number => new Set(pairs.map((pair) => pair.fold)).size;

/** The pairs whose faces were both found. */
export function found<P extends ScoredPair>(pairs: readonly P[]): (P & { distance: number })[] {
  return pairs.filter((pair): pair is P & { distance: number } => pair.distance !== null);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function sampleDeviation(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1));
}
