/**
 * [Note: Crowding] The same distance means less where many people look alike: a face may have strangers at 0.35
 * on all sides, or none nearer than 0.45. So a distance between two faces is read with how crowded it is around
 * them. The crowding of a face is how much nearer than `roomy` its nearest impostors are on average; impostors
 * are the faces next to it that are too far away to be likely the same person (Weinberger and Saul 2009 name
 * them so), and the two faces' crowdings are added to their distance. It is the adaptive score normalisation of
 * speaker recognition (Matejka et al. 2017) with the library itself as the cohort, held to one side: faces are
 * never brought nearer, so that a library with few people in it joins no strangers.
 */
export interface Measure {
  /** Distance from which on a neighbour counts as an impostor. */
  impostorFrom: number;
  /** Mean distance of the nearest impostors at which a face is not crowded any more. */
  roomy: number;
  /** How fast the likeness of two faces falls with their distance: to 1/e over this much. */
  softness: number;
  /** No cut is looser: groups beyond it would mean nothing, and are never formed. */
  loosest: number;
}

/** In distances of the dlib ResNet; chosen on Labeled Faces in the Wild, see README.md. */
export const builtInMeasure: Measure = { impostorFrom: 0.35, roomy: 0.38, softness: 0.006, loosest: 0.42 };

/** The crowdings of two faces are weighed by this and averaged. */
const crowdingWeight = 1.5;

/** Crowding is told in steps of this part of its range, so that a new face changes few others. */
const crowdingSteps = 6;

/**
 * Crowding of a face, 0 to `roomy - impostorFrom`.
 * @param nearest distances of the nearest impostors; Infinity where there are none, which counts as roomy
 */
export function crowdingOf(nearest: Float32Array, { impostorFrom, roomy }: Measure): number {
  let sum = 0;
  for (const distance of nearest) sum += distance === Infinity ? roomy : distance;
  const range = roomy - impostorFrom;
  const part = Math.max(0, roomy - sum / nearest.length) / range;
  return (Math.round(part * crowdingSteps) / crowdingSteps) * range;
}

/** Likeness of two faces, 0 to 1: what linkage averages. */
export const likeness = (distance: number, crowdingA: number, crowdingB: number, measure: Measure): number =>
  Math.exp(-(distance + (crowdingWeight * (crowdingA + crowdingB)) / 2) / measure.softness);

/** The distance that a mean likeness stands for: that of two uncrowded faces as alike. */
export const heightOf = (mean: number, measure: Measure): number =>
  Math.max(0, -measure.softness * Math.log(mean));

export const likenessAt = (height: number, measure: Measure): number => Math.exp(-height / measure.softness);
