/** FaceNet's margin (section 3.1), in squared distance: for a network that is trained from scratch. */
export const scratchMargin = 0.2;

/**
 * The margin for fine-tuning, in squared distance, scaled to where the base model puts faces. A network trained with
 * another loss may use a narrow part of the sphere: dlib's takes two faces for one person below 0.37 (squared 0.14),
 * FaceNet's below 1.24 squared, and a margin of 0.2 would tear the former apart.
 * @param distance Euclidean, 0 to 2: the base model's at a false-accept rate of 1e-3 (its calibration)
 * @param part of that distance's square
 */
export const fineTuningMargin = (distance: number, part: number): number => part * distance ** 2;
