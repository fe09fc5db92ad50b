import { extended, selectionOf, stillThere, toggled } from '../components/selection/selecting.ts';
import type { IdAt } from '../components/selection/selecting.ts';

/** Selection in a grid, by id, so that it survives changes of the list. */
export class Selection<Id extends string | number> {
  ids = $state.raw<ReadonlySet<Id>>(selectionOf());
  /** True if a plain click selects. A button switches this on, for touch screens. */
  choosing = $state(false);
  #idAt: IdAt<Id>;
  #anchor = 0;
  #reached = 0;

  constructor(idAt: IdAt<Id>) {
    this.#idAt = idAt;
  }

  get active(): boolean {
    return this.choosing || this.ids.size > 0;
  }

  get list(): Id[] {
    return [...this.ids];
  }

  toggle(index: number): void {
    const id = this.#idAt(index);
    if (id === undefined) return;
    this.ids = toggled(this.ids, id);
    this.#anchor = this.#reached = index;
  }

  /** Everything from the place toggled last, or from `from` where nothing is selected yet. */
  extend(to: number, from = to): void {
    if (this.ids.size === 0) this.#anchor = this.#reached = from;
    this.ids = extended(this.ids, { anchor: this.#anchor, reached: this.#reached, to }, this.#idAt);
    this.#reached = to;
  }

  all(ids: Iterable<Id>): void {
    this.ids = selectionOf(ids);
  }

  clear(): void {
    this.ids = selectionOf();
    this.choosing = false;
  }

  /** Lets go of what is not there any more. */
  retain(present: ReadonlySet<Id>): void {
    this.ids = stillThere(this.ids, present);
  }
}
