import { afterEach, describe, expect, it } from 'vitest';
import { siblingModule } from '../common/module-url.ts';
import type { DeviceRequest } from '../contract/models.ts';
import { createRecogniser, type Recogniser } from './recogniser.ts';
import { threadsLeftBehind } from './threads/task-thread.ts';

let recogniser: Recogniser;
afterEach(() => recogniser.close());

function start({ threads = 2, photos = 3, device = 'cpu' as DeviceRequest, seconds = 60, toEnd = 1 } = {}) {
  recogniser = createRecogniser(device, {
    module: siblingModule(import.meta.url, './threads/test-thread'),
    secondsPerPhoto: seconds,
    secondsToEnd: toEnd,
    plan: () => ({ threads, networkThreads: 1, photos, photosDecoded: 1 }),
  });
}

const recogniseAll = (names: string[]) => Promise.all(names.map((name) => recogniser.recognise(name)));

/** Recognises photos until the given number of threads have answered: on a busy machine they start slowly. */
async function untilAnswered(threads: number): Promise<void> {
  const answered = new Set<number>();
  while (answered.size < threads) {
    for (const photo of await recogniseAll(photos(12))) answered.add(photo.width);
  }
}

/** Outcome of each photo: `done`, or the code of its error. */
async function outcomes(names: string[]): Promise<string[]> {
  const settled = await Promise.allSettled(names.map((name) => recogniser.recognise(name)));
  return settled.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as { code: string }).code));
}

const photos = (count: number) => Array.from({ length: count }, (_, i) => `photo-${i}`);

describe('the recogniser', () => {
  it('distributes photos over all threads, up to the limit of each', async () => {
    start();
    expect(recogniser).toMatchObject({ device: null, photosAtOnce: 6 });
    await untilAnswered(2);
    const seen = await recogniseAll(photos(30));
    const perThread = Map.groupBy(seen, (photo) => photo.width);
    expect(perThread.size).toBe(2);
    for (const done of perThread.values()) {
      expect(done.length).toBeGreaterThan(5);
      expect(Math.max(...done.map((photo) => photo.height))).toBe(3);
    }
    expect(recogniser.device).toEqual({ chosen: 'cpu', reason: 'cpu was asked for' });
  });

  it('starts no more threads than photos', async () => {
    start({ threads: 8 });
    for (let i = 0; i < 3; i++) expect((await recogniseAll(photos(1)))[0]!.height).toBe(1);
    expect(new Set((await recogniseAll(photos(2))).map((photo) => photo.width)).size).toBe(1);
  });

  it('lets the first thread choose the device for all', async () => {
    start({ device: 'auto' });
    await untilAnswered(2);
    expect(recogniser.device).toEqual({ chosen: 'cpu', reason: 'auto was asked for' });
  });

  it('passes errors of a photo with their code', async () => {
    start();
    expect(await outcomes(['a', 'bad', 'b'])).toEqual(['done', 'photo-damaged', 'done']);
  });

  it('rejects all photos if the device is not available, and tries again with the next photo', async () => {
    start({ device: 'webgpu' });
    expect(await outcomes(photos(5))).toEqual(Array(5).fill('device-unavailable'));
    expect(await outcomes(photos(1))).toEqual(['device-unavailable']);
  });

  it('continues all photos on the CPU if the GPU fails, and reports it', async () => {
    start({ device: 'cuda' });
    const names = [...photos(5), 'gpu-1', ...photos(3), 'gpu-2', 'bad', ...photos(5)];
    expect(await outcomes(names)).toEqual(names.map((name) => (name === 'bad' ? 'photo-damaged' : 'done')));
    expect(recogniser.device).toEqual({ chosen: 'cpu', reason: 'CUDA stopped working: its memory is full' });
    expect(await outcomes(photos(3))).toEqual(['done', 'done', 'done']);
  });

  it('calls back when a thread begins a photo', async () => {
    start({ threads: 1, photos: 1 });
    const begun: number[] = [];
    const all = [1, 2].map((i) => recogniser.recognise(`photo-${i}`, { begun: () => begun.push(i) }));
    expect(begun).toEqual([]);
    await all[0];
    expect(begun[0]).toBe(1);
    await all[1];
    expect(begun).toEqual([1, 2]);
  });

  it.each(['hang', 'never', 'crash', 'leave'])(
    'rejects only the photo that ends a thread (%s)',
    async (deed) => {
      start({ seconds: 1 });
      const names = [...photos(9), `${deed}-1`, ...photos(9), `${deed}-2`, ...photos(4)];
      const code = deed === 'hang' || deed === 'never' ? 'photo-too-large' : 'internal';
      const expected = names.map((name) => (name.startsWith(deed) ? code : 'done'));
      expect(await outcomes(names)).toEqual(expected);
      expect(await outcomes(photos(3))).toEqual(['done', 'done', 'done']);
    },
  );

  it('rejects waiting and running photos when it is closed, even if a thread hangs', async () => {
    start({ threads: 1, toEnd: 30 });
    const hung = Promise.withResolvers<void>();
    const hanging = recogniser.recognise('hang', { begun: () => hung.resolve() });
    const open = outcomes(photos(8));
    await hung.promise;
    // It hangs 20 ms after it has begun.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const asked = performance.now();
    const closed = recogniser.close();
    hanging.catch(() => {});
    await closed;
    // It waits two seconds for the thread.
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(threadsLeftBehind()).toBe(1);
    await expect(hanging).rejects.toMatchObject({ code: 'cancelled' });
    expect(await open).toEqual(Array(8).fill('cancelled'));
    await expect(recogniser.recognise('late')).rejects.toMatchObject({ code: 'cancelled' });
  });
});
