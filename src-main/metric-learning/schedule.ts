/** Learning rate at a part of a run, 0 to 1. */
export type Schedule = (progress: number) => number;

/** FaceNet's first learning rate for AdaGrad (section 3). */
export const adagradStart = 0.05;
/** Part of a run for which the rate is constant. The paper says that it is lowered "to finalize the model", not when or how far. */
const adagradHeld = 2 / 3;
/** The last rate as a part of the first. */
const adagradEnd = 0.01;

/**
 * For AdaGrad, from scratch: 0.05 for two thirds of the run, then lowered evenly on a logarithmic scale to a hundredth
 * of that. AdaGrad lowers its steps by itself as well.
 */
export const adagradSchedule: Schedule = (progress) => {
  const into = Math.max(0, (progress - adagradHeld) / (1 - adagradHeld));
  return adagradStart * adagradEnd ** Math.min(1, into);
};

/** Part of a run in which Adam's rate rises. */
const warmUp = 0.05;

/**
 * For Adam, in fine-tuning: from 0 up evenly over the first twentieth of the run, while its moments are rough, then
 * down to 0 along half a cosine (Loshchilov and Hutter 2017, without restarts).
 * @param peak highest rate
 */
export const cosineSchedule =
  (peak: number): Schedule =>
  (progress) => {
    if (progress < warmUp) return (peak * progress) / warmUp;
    const into = Math.min(1, (progress - warmUp) / (1 - warmUp));
    return (peak * (1 + Math.cos(Math.PI * into))) / 2;
  };
