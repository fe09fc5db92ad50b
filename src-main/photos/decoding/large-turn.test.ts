import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { siblingModule } from '../../common/module-url.ts';
import { hearOfWaiting, inLargeTurn } from './large-turn.ts';
import { mostDecodeMemory, withinMemory } from './memory.ts';

it('runs decodings of much memory one at a time, also after a failure', async () => {
  let [now, most] = [0, 0];
  const work = (fails: boolean) => async () => {
    most = Math.max(most, ++now);
    await wait(5);
    now--;
    if (fails) throw new Error('torn');
  };
  const large = 200 * 1024 ** 2;
  await Promise.allSettled([1, 2, 3, 4].map((i) => withinMemory(large, work(i === 2))));
  expect([now, most]).toEqual([0, 1]);
  await Promise.all([1, 2, 3].map(() => withinMemory(1000, work(false))));
  expect(most).toBe(3);
});

it('refuses a photo above the memory limit', async () => {
  const decoding = withinMemory(mostDecodeMemory + 1, async () => 'decoded');
  await expect(decoding).rejects.toMatchObject({ code: 'photo-too-large' });
});

it('is shared by all threads, and tells the listener of waiting', async () => {
  const other = new Worker(siblingModule(import.meta.url, './test-large-turn'));
  await once(other, 'message');
  const heard: boolean[] = [];
  hearOfWaiting((isWaiting) => heard.push(isWaiting));
  let taken = false;
  const turn = inLargeTurn(async () => void (taken = true));
  await wait(100);
  expect([taken, heard]).toEqual([false, [true]]);
  other.postMessage('give it back');
  await turn;
  expect([taken, heard]).toEqual([true, [true, false]]);
  hearOfWaiting(() => {});
});
