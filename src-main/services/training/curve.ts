import type { TrainingPoint } from '../../contract/training.ts';

/** Points that a curve keeps at most: more than a page has pixels for. */
const mostPoints = 1000;

/** The points of a run, thinned out evenly as they become many; those where validation was measured all stay. */
export class Curve {
  #points: TrainingPoint[] = [];
  /** Of the points without validation, one in so many is kept. */
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

  /** As a run's row takes it. */
  update(): { curve: TrainingPoint[] } {
    return { curve: this.#points };
  }
}
