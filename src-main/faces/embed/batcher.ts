import { elementAt } from '../../common/elements.ts';
import type { Turns } from './turns.ts';

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Urgency of a full batch, which goes before other work, and of a partial one, which goes after it. */
const urgency = { full: 1, begun: -1 };

export interface BatcherOptions<Item, Result> {
  /** @returns one result for each item, in their order */
  run(items: readonly Item[]): Promise<Result[]>;
  /** Maximum number of items in a batch. */
  most: number;
  /** Turns that the batches share with other work. */
  turns: Turns;
}

/**
 * Batches the items of several callers. A batch does not wait for more items: it takes those present when its
 * turn comes. Other work that shares the turns goes first until a batch is full, so batches grow only while
 * there is other work.
 * @returns a function that adds items; it resolves with their results, and rejects if a batch with one of
 * them fails
 */
export function createBatcher<Item, Result>({
  run,
  most,
  turns,
}: BatcherOptions<Item, Result>): (items: readonly Item[]) => Promise<Result[]> {
  const waiting: Waiting<Item, Result>[] = [];
  let asked = false;

  const runNext = async () => {
    asked = false;
    const batch = waiting.splice(0, most);
    if (waiting.length > 0) ask();
    try {
      const results = await run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, i) => resolve(elementAt(results, i)));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  const ask = () => {
    if (asked) return;
    asked = true;
    void turns.take(runNext, () => (waiting.length >= most ? urgency.full : urgency.begun));
  };

  return (items) => {
    const results = items.map(
      (item) => new Promise<Result>((resolve, reject) => waiting.push({ item, resolve, reject })),
    );
    if (items.length > 0) ask();
    return Promise.all(results);
  };
}
