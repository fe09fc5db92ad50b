import { setImmediate as nextRound } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createBatcher } from './batcher.ts';
import { Turns } from './turns.ts';

/** A batcher that doubles numbers, and its batches. */
function doubler(most = 4, turns = new Turns()) {
  const batches: number[][] = [];
  const run = async (items: readonly number[]) => {
    batches.push([...items]);
    await nextRound();
    if (items.includes(13)) throw new Error('thirteen');
    return items.map((item) => 2 * item);
  };
  return { batches, turns, add: createBatcher({ run, most, turns }) };
}

describe('createBatcher', () => {
  it('batches the items of several callers, and returns each its results', async () => {
    const { add, batches } = doubler();
    expect(await Promise.all([add([1, 2]), add([]), add([3])])).toEqual([[2, 4], [], [6]]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('runs a partial batch without waiting', async () => {
    const { add, batches } = doubler();
    await add([1]);
    await add([2]);
    expect(batches).toEqual([[1], [2]]);
  });

  it('batches items that arrived during a batch, up to the maximum', async () => {
    const { add, batches } = doubler();
    const first = add([1]);
    while (batches.length === 0) await nextRound();
    const rest = [add([2, 3, 4]), add([5, 6, 7, 8, 9, 10])];
    expect(await first).toEqual([2]);
    expect(await Promise.all(rest)).toEqual([
      [4, 6, 8],
      [10, 12, 14, 16, 18, 20],
    ]);
    expect(batches).toEqual([[1], [2, 3, 4, 5], [6, 7, 8, 9], [10]]);
  });

  it('gives other work priority until a batch is full', async () => {
    const { add, batches, turns } = doubler();
    const order: string[] = [];
    const other = (name: string) => turns.take(async () => void order.push(`${name}: ${batches.length}`));
    await Promise.all([add([1, 2]), other('a'), other('b').then(() => add([3, 4])), other('c')]);
    expect(batches).toEqual([[1, 2, 3, 4]]);
    expect(order).toEqual(['a: 0', 'b: 0', 'c: 1']);
  });

  it('rejects only the callers of a failed batch', async () => {
    const { add } = doubler(2);
    const results = await Promise.allSettled([add([1, 2]), add([13]), add([3, 4])]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await add([5])).toEqual([10]);
  });
});
