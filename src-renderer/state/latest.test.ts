import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Latest } from './latest.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A task that takes a while and ends at once when it is aborted. */
const task =
  <T>(value: T, milliseconds: number, started: T[] = []) =>
  (signal: AbortSignal): Promise<T> => {
    started.push(value);
    return new Promise((resolve, reject) => {
      setTimeout(() => resolve(value), milliseconds);
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  };

test('a lone task runs to its end, however long it takes', async () => {
  const run = new Latest().run(task('only', 60_000));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await run).toBe('only');
});

test('a quick task finishes, the newest follows, and those between are never started', async () => {
  const latest = new Latest();
  const started: number[] = [];
  const runs = [1, 2, 3, 4].map((n) => latest.run(task(n, 50, started)));
  await vi.advanceTimersByTimeAsync(100);
  expect(await Promise.all(runs)).toEqual([1, undefined, undefined, 4]);
  expect(started).toEqual([1, 4]);
});

test('a slow task is aborted once something newer has waited long enough', async () => {
  const latest = new Latest();
  const slow = latest.run(task('slow', 60_000));
  const newer = latest.run(task('newer', 10));
  await vi.advanceTimersByTimeAsync(220);
  expect(await slow).toBeUndefined();
  expect(await newer).toBe('newer');
});

test('a failure reaches the caller and does not hold up the next task', async () => {
  const latest = new Latest();
  await expect(latest.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await latest.run(() => Promise.resolve('yes'))).toBe('yes');
});
