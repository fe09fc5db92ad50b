/** Part of a run after which the hardest negatives begin to come in. */
const semiHardUntil = 0.5;
/** Part of the rows that take their hardest negative at the end. */
const hardAtEnd = 0.5;

/**
 * The curriculum: FaceNet's triplets grow harder as the network trains (section 1). All negatives are semi-hard
 * for the first half of a run; from then on the part of the rows that take the hardest one grows evenly, to one half
 * at the end. It stops there because the hardest negatives of albums are to a good part wrong labels.
 * @param progress of the run, 0 to 1
 * @returns part of the rows, 0 to 1
 */
export function hardShareAt(progress: number): number {
  const into = (progress - semiHardUntil) / (1 - semiHardUntil);
  return hardAtEnd * Math.min(1, Math.max(0, into));
}
