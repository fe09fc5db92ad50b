/** How distances between faces become likeness between groups. Distances are Euclidean, of unit vectors. */
export interface Measure {
  /** How fast the likeness of two faces falls with their distance: to 1/e over this much. */
  softness: number;
  /**
   * Two faces of one photo weigh against being one person as much as two faces at this distance weigh for it
   * [Note: Faces of one photo].
   */
  mates: number;
  /** By how much two faces of small children are taken to be further apart than they are [Note: Small children]. */
  strictness: number;
  /** Libraries at home are grouped well at about this distance [Note: The library tunes itself]. */
  middle: number;
  /** No cut is looser: groups beyond it would mean nothing, and are never formed. */
  loosest: number;
}

/** In distances of the dlib ResNet; chosen on album sets with people held out, see README.md. */
export const builtInMeasure: Measure = {
  softness: 0.036,
  mates: 0.235,
  strictness: 0.27,
  middle: 0.33,
  loosest: 0.6,
};

/** Of the other models that come with Familiar: chosen in their own distances, on the same sets. */
export const otherMeasures: Readonly<Record<string, Measure | undefined>> = {
  'dlib-mobilefacenet-128': { softness: 0.04, mates: 0.408, strictness: 0.3, middle: 0.55, loosest: 0.8 },
};

/** Likeness of two faces, 0 to 1: what linkage averages. */
export const likenessAt = (distance: number, { softness }: Measure): number => Math.exp(-distance / softness);

/** The distance that a mean likeness stands for. */
export const heightOf = (mean: number, { softness }: Measure): number =>
  Math.max(0, -softness * Math.log(mean));

/** Between which heights a library's own distance is sought: as wide as libraries were seen to differ. */
export const tunedBetween = ({ loosest }: Measure): { least: number; most: number } => ({
  least: leastTuned * loosest,
  most: mostTuned * loosest,
});
const leastTuned = 0.5;
const mostTuned = 1;
