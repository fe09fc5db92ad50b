import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { eachAtOnce } from './each-at-once.ts';

it('processes every item once, in order, and no more than so many at a time', async () => {
  const started: string[] = [];
  let [open, most] = [0, 0];
  await eachAtOnce(['a', 'b', 'c', 'd', 'e'], 2, async (item, index) => {
    started.push(`${item}${index}`);
    most = Math.max(most, ++open);
    await wait(index % 2);
    open--;
  });
  expect(started).toEqual(['a0', 'b1', 'c2', 'd3', 'e4']);
  expect(most).toBe(2);
  await eachAtOnce([], 2, () => Promise.reject(new Error('nothing is there')));
});

it('starts nothing more after a failure', async () => {
  const started: number[] = [];
  const failing = eachAtOnce([1, 2, 3, 4, 5], 2, async (item) => {
    started.push(item);
    await wait(1);
    if (item === 1) throw new Error('one');
    await wait(5);
  });
  await expect(failing).rejects.toThrow('one');
  await wait(20);
  expect(started).toEqual([1, 2]);
});
