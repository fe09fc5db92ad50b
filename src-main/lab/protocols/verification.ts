import { numberAt } from '../../common/typed-arrays.ts';
import { elementAt } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import * as metrics from '../../metrics/validation-rate.ts';

/**
 * A pair of photos with the distance of their central faces: Euclidean between unit vectors, 0 to 2, and null where no face
 * was found in one of the photos.
 */
export interface ScoredPair {
  same: boolean;
  distance: number | null;
  /** Fold of the pair; the pairs of one fold are judged at a threshold chosen on the other folds. */
  fold: number;
}

/** A pair whose faces were both found. */
export type FoundPair = ScoredPair & { distance: number };

/** A point of the receiver operating characteristic: the rates of the threshold `distance` [Note: VAL and FAR]. */
export interface RocPoint {
  distance: number;
  /** Validation rate, 0 to 1. */
  val: number;
  /** False-accept rate, 0 to 1. */
  far: number;
}

/** False-accept rates at which the validation rate is reported. */
const reportedFars = [0.01, 0.001, 0.0001] as const;

/** Result of one fold. */
export interface FoldFigures {
  fold: number;
  pairs: number;
  /** Threshold chosen on the other folds. */
  threshold: number;
  /** Part of the fold's pairs that are judged rightly, 0 to 1; a pair with a missed face counts as wrong. */
  accuracy: number;
}

export interface VerificationFigures {
  pairs: number;
  /** Part of the pairs that are judged rightly, 0 to 1; a pair with a missed face counts as wrong. */
  accuracy: number;
  /** Standard deviation of `accuracy` over the folds (n - 1). */
  accuracyStd: number;
  /** The same part without pairs with a missed face. */
  accuracyFound: number;
  /** Mean of the folds' thresholds. */
  threshold: number;
  /** Area under the ROC of the pairs found, 0 to 1. */
  auc: number;
  /** Validation rate and threshold by false-accept rate, as text. */
  valAtFar: Record<string, { val: number; distance: number }>;
  byFold: FoldFigures[];
}

/**
 * Evaluates verification by the protocol of Labeled Faces in the Wild (Huang et al. 2007, the test by folds of "view 2"),
 * with FaceNet's rates [Note: VAL and FAR].
 * @param pairs at least two folds; outside each fold both same and different pairs were found
 * @throws FamiliarError `bad-request` for other pairs
 */
export function evaluateVerification(pairs: readonly ScoredPair[]): VerificationFigures {
  const byFold = Map.groupBy(pairs, (pair) => pair.fold);
  if (byFold.size < 2) throw new FamiliarError('bad-request', 'pairs of at least two folds are needed');
  const folds = [...byFold].map(([fold, members]) => {
    const threshold = bestThreshold(found(pairs.filter((pair) => pair.fold !== fold)));
    const right = found(members).filter(
      (pair) => metrics.isAccepted(pair.distance, threshold) === pair.same,
    ).length;
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
 * Computes the ROC: the point that accepts nothing, then one point for each distance that occurs, nearest first
 * [Note: VAL and FAR].
 * @param pairs with at least one same and one different pair
 * @throws FamiliarError `bad-request` where there is none of either
 */
export function rocOf(pairs: readonly FoundPair[]): RocPoint[] {
  const sorted = pairs.toSorted((a, b) => a.distance - b.distance);
  const same = sorted.filter((pair) => pair.same).length;
  const different = sorted.length - same;
  if (same === 0 || different === 0) throw needsBothKinds();
  const points: RocPoint[] = [{ distance: 0, val: 0, far: 0 }];
  let accepted = 0;
  sorted.forEach(({ distance, same: isSame }, i) => {
    if (isSame) accepted++;
    if (sorted[i + 1]?.distance === distance) return;
    points.push({ distance, val: accepted / same, far: (i + 1 - accepted) / different });
  });
  return points;
}

/** Area under a ROC by the trapezoidal rule: the probability that a same pair is nearer than a different one, ties as 1/2. */
export function areaUnder(roc: readonly RocPoint[]): number {
  return sum(
    roc
      .slice(1)
      .map((point, i) => ((point.far - elementAt(roc, i).far) * (point.val + elementAt(roc, i).val)) / 2),
  );
}

/**
 * VAL at a FAR over all pairs [Note: VAL and FAR]. A missed face is never accepted: pairs of one person with a missed face
 * count as rejected, and such pairs of two people are left out, so that misses never raise the rate.
 * @returns the rate, 0 to 1, and the largest distance among the pairs that keeps to the FAR; 0 where none does
 * @throws FamiliarError `bad-request` where no same or no different pair was found
 */
export function valAtFar(pairs: readonly ScoredPair[], far: number): { val: number; distance: number } {
  const known = found(pairs);
  const distances = (isSame: boolean) =>
    known.flatMap(({ same, distance }) => (same === isSame ? [distance] : []));
  const knownSame = distances(true);
  const rate = metrics.valAtFar(knownSame, distances(false), far);
  if (!rate) throw needsBothKinds();
  const same = pairs.filter((pair) => pair.same).length;
  const accepted = known.filter(({ distance }) => metrics.isAcceptedAtRate(distance, rate.rejected));
  return {
    val: (rate.val * knownSame.length) / same,
    distance: accepted.reduce((most, { distance }) => Math.max(most, distance), 0),
  };
}

const needsBothKinds = () => new FamiliarError('bad-request', 'both same and different pairs are needed');

/**
 * Threshold that judges most pairs rightly: the middle of a gap between neighbouring distances, and of several such gaps
 * the middle one, so that the choice does not depend on a single pair.
 */
export function bestThreshold(pairs: readonly FoundPair[]): number {
  const roc = rocOf(pairs);
  const same = pairs.filter((pair) => pair.same).length;
  const right = roc.map(({ val, far }) => Math.round(val * same + (1 - far) * (pairs.length - same)));
  const most = right.reduce((a, b) => Math.max(a, b));
  const best = right.flatMap((count, i) => (count === most ? [i] : []));
  const at = numberAt(best, Math.floor(best.length / 2));
  const next = roc[at + 1]?.distance ?? elementAt(roc, at).distance;
  return (elementAt(roc, at).distance + next) / 2;
}

/** Number of folds; `dealt` where a list without folds was distributed among them. */
export interface Folds {
  count: number;
  dealt: boolean;
}

/** Number of folds among which the pairs of a single fold are distributed. */
const dealtFolds = 10;

/** Keeps the pairs' own folds, or distributes the pairs of a single fold among several. */
export function foldPairs<P extends ScoredPair>(pairs: readonly P[]): { pairs: P[]; folds: Folds } {
  const dealt = countFolds(pairs) === 1;
  const folded = dealt ? dealIntoFolds(pairs, dealtFolds) : [...pairs];
  return { pairs: folded, folds: { count: countFolds(folded), dealt } };
}

/**
 * Distributes the pairs of one fold among several, same and different pairs each in turn, for lists without folds.
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
