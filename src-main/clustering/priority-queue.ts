import { float64At, int32At } from '../common/typed-arrays.ts';

/** A binary heap of numbers with priorities; of equal priorities, the lower number comes first. */
export class PriorityQueue {
  #size = 0;
  #priorities = new Float64Array(1 << 10);
  #items = new Int32Array(1 << 10);

  get size(): number {
    return this.#size;
  }

  /** The highest priority; -Infinity where the queue is empty. */
  get highest(): number {
    return this.#size === 0 ? -Infinity : float64At(this.#priorities, 0);
  }

  /** The item of highest priority. The queue must not be empty. */
  get top(): number {
    return int32At(this.#items, 0);
  }

  push(priority: number, item: number): void {
    if (this.#size === this.#items.length) this.#grow();
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#goesBefore(priority, item, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, priority, item);
  }

  /** Removes and returns {@link top}. */
  pop(): number {
    const top = int32At(this.#items, 0);
    const priority = float64At(this.#priorities, --this.#size);
    const item = int32At(this.#items, this.#size);
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      const right = child + 1;
      if (
        right < this.#size &&
        this.#goesBefore(float64At(this.#priorities, right), int32At(this.#items, right), child)
      )
        child++;
      if (this.#goesBefore(priority, item, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, priority, item);
    return top;
  }

  #goesBefore(priority: number, item: number, at: number): boolean {
    return (
      priority > float64At(this.#priorities, at) ||
      (priority === this.#priorities[at] && item < int32At(this.#items, at))
    );
  }

  #move(from: number, to: number): void {
    this.#priorities[to] = float64At(this.#priorities, from);
    this.#items[to] = int32At(this.#items, from);
  }

  #put(at: number, priority: number, item: number): void {
    this.#priorities[at] = priority;
    this.#items[at] = item;
  }

  #grow(): void {
    const [priorities, items] = [this.#priorities, this.#items];
    this.#priorities = new Float64Array(2 * items.length);
    this.#items = new Int32Array(2 * items.length);
    this.#priorities.set(priorities);
    this.#items.set(items);
  }
}
