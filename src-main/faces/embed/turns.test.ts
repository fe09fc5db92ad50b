import { setImmediate as nextRound } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

/** Work that ends on request, and records its beginning. */
function workbench() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      begun.push(name);
      ends.set(name, () => resolve(name));
    });
  const end = async (name: string) => {
    ends.get(name)!();
    await settle();
  };
  return { begun, work, end };
}

const settle = async () => {
  for (let i = 0; i < 5; i++) await nextRound();
};

describe('Turns', () => {
  it('runs one task after another, and passes results and errors', async () => {
    const turns = new Turns();
    let running = 0;
    const work = async (value: number) => {
      expect(++running).toBe(1);
      await nextRound();
      running--;
      if (value === 2) throw new Error('two');
      return value;
    };
    const results = await Promise.allSettled([1, 2, 3].map((value) => turns.take(() => work(value))));
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
      1,
      'failed',
      3,
    ]);
  });

  it('respects the number of places', async () => {
    const { begun, work, end } = workbench();
    const turns = new Turns(2);
    for (const name of ['a', 'b', 'c', 'd']) void turns.take(work(name));
    await settle();
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('chooses the most urgent, then the oldest task when a place becomes free, with current urgencies', async () => {
    const { begun, work, end } = workbench();
    const turns = new Turns();
    let late = 0;
    void turns.take(work('first'));
    await settle();
    void turns.take(work('late'), () => late);
    void turns.take(work('urgent'), () => 2);
    void turns.take(work('urgent too'), () => 2);
    void turns.take(work('last'), () => -1);
    await end('first');
    late = 3;
    await end('urgent');
    await end('late');
    await end('urgent too');
    expect(begun).toEqual(['first', 'urgent', 'late', 'urgent too', 'last']);
  });

  it('considers tasks that arrived while the last one blocked the thread', async () => {
    const { begun, work } = workbench();
    const turns = new Turns();
    const held = turns.take(async () => {
      setImmediate(() => void turns.take(work('came up'), () => 1));
    });
    void turns.take(work('waited'));
    await held;
    await settle();
    expect(begun).toEqual(['came up']);
  });
});
