import { FamiliarError } from '../contract/errors.ts';
import type { SquaredDistances } from './distances.ts';

/** A mean squared distance below this part of the margin counts as a collapse. */
const nearlyZero = 0.1;
/** Collapsed batches in a row before the run stops: a fresh network can begin at one point and leave it. */
const patience = 50;

/**
 * Watches for collapse: a network that maps every face to one point makes every triplet cost exactly the margin, and
 * is hard to get out of. The hardest negatives, taken early, lead there (FaceNet, section 3.2).
 */
export class CollapseWatch {
  readonly #floor: number;
  #inARow = 0;

  /** @param margin in squared distance */
  constructor(margin: number) {
    this.#floor = nearlyZero * margin;
  }

  /**
   * Checks a batch.
   * @throws FamiliarError `training-collapsed` where the mean squared distance of all pairs has been below a tenth of
   * the margin for 50 batches in a row, or is not a number
   */
  observe({ count, values }: SquaredDistances): void {
    if (count < 2) return;
    let sum = 0;
    for (const value of values) sum += value;
    const mean = sum / (count * (count - 1));
    if (!Number.isFinite(mean)) {
      throw new FamiliarError(
        'training-collapsed',
        'training ran out of bounds: a vector is no longer a number; try a lower learning rate',
      );
    }
    this.#inARow = mean < this.#floor ? this.#inARow + 1 : 0;
    if (this.#inARow < patience) return;
    throw new FamiliarError(
      'training-collapsed',
      `training collapsed: all faces have come to one point (mean squared distance ${mean.toExponential(1)}); ` +
        'take semi-hard negatives or a lower learning rate',
    );
  }
}
