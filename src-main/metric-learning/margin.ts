/** FaceNet's margin (section 3.1), in squared distance: for a network that is trained from scratch. */
export const scratchMargin = 0.2;

/** Part of the base model's squared distance at a false-accept rate of 1 in 1,000. */
const fineTuningPart = 0.3;

/**
 * The margin for fine-tuning, in squared distance, scaled to where the base model puts faces. A network trained with
 * another loss may use a narrow part of the sphere: dlib's takes two faces for one person below 0.37 (squared 0.14),
 * FaceNet's below 1.24 squared, and a margin of 0.2 would tear the former apart. Three tenths of the squared distance
 * at which 1 in 1,000 pairs of strangers passes is 0.041 for dlib's.
 * @param distance Euclidean, 0 to 2: the base model's at a false-accept rate of 1e-3 (its calibration)
 */
export const fineTuningMargin = (distance: number): number => fineTuningPart * distance ** 2;
