import type { Turns } from './turns.ts';

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Urgency of a full batch, which goes before all else, and of one that others may still join, which goes after. */
const urgency = { full: 1, begun: -1 };

export interface BatcherOptions<Item, Result> {
  /** @returns one result for each item, in their order */
  run(items: readonly Item[]): Promise<Result[]>;
  /** Items run together at most. */
  most: number;
  /** What the batches share with other work. */
  turns: Turns;
}

/**
 * Runs items of several callers together. It waits for nobody: a batch takes what is there when its turn has
 * come. Other work that shares the turns goes first until a batch is full, so batches grow while there is
 * something else to do, and only then.
 * @returns adds items; resolves with their results, rejects where a batch that one of them was in fails
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
      batch.forEach(({ resolve }, i) => resolve(results[i]));
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
