/**
 * Parameters that turn distances between faces into similarities of groups. Distances are Euclidean, between
 * unit vectors.
 */
export interface Measure {
  /** Distance over which the similarity of two faces falls to 1/e. */
  softness: number;
  /**
   * Two faces of one photo weigh against being one person as much as two faces at this distance weigh for it
   * [Note: Faces of one photo].
   */
  mates: number;
  /** Distance added between two faces of small children [Note: Small children]. */
  strictness: number;
  /** Distance that suits most home libraries [Note: The library tunes itself]. */
  middle: number;
  /** Maximum height of a merge: larger groups would be meaningless and are never formed. */
  loosest: number;
}

/**
 * For distances of the dlib ResNet, chosen on album sets with people held out; see
 * `lab/experiments/clustering.md`.
 */
export const builtInMeasure: Measure = {
  softness: 0.036,
  mates: 0.235,
  strictness: 0.27,
  middle: 0.33,
  loosest: 0.6,
};

/** For the other built-in models, each in its own distances, chosen on the same sets. */
export const otherMeasures: Readonly<Record<string, Measure | undefined>> = {
  'dlib-mobilefacenet-128': { softness: 0.04, mates: 0.408, strictness: 0.3, middle: 0.55, loosest: 0.8 },
};

/** Similarity of two faces, 0 to 1. */
export const similarityAt = (distance: number, { softness }: Measure): number =>
  Math.exp(-distance / softness);

/** Distance at which two single faces have this similarity. */
export const heightOf = (mean: number, { softness }: Measure): number =>
  Math.max(0, -softness * Math.log(mean));

/**
 * Range of heights in which a library's own distance is sought: as wide as libraries were found to differ.
 */
export const tunedBetween = ({ loosest }: Measure): { least: number; most: number } => ({
  least: leastTuned * loosest,
  most: mostTuned * loosest,
});
const leastTuned = 0.5;
const mostTuned = 1;
