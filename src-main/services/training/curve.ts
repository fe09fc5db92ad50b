import type { TrainingPoint } from '../../contract/training.ts';

/** Largest number of points of a curve: more than a page has pixels for. */
const mostPoints = 1000;

/** The curve of a run, thinned evenly as it grows; points with validation are always kept. */
export class Curve {
  #points: TrainingPoint[] = [];
  /** Interval of kept points without validation. */
  #every = 1;
  #seen = 0;

  add(point: TrainingPoint): void {
    if (point.val === null && this.#seen++ % this.#every !== 0) return;
    this.#points.push(point);
    if (this.#points.length <= mostPoints) return;
    this.#every *= 2;
    let plain = 0;
    this.#points = this.#points.filter(({ val }) => val !== null || plain++ % 2 === 0);
  }

  /** The curve as stored in the run's row. */
  update(): { curve: TrainingPoint[] } {
    return { curve: this.#points };
  }
}
