import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Stopwatch } from './stopwatch.ts';

function keepBusy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('Stopwatch', () => {
  it('adds up by name, and hands the result on', async () => {
    const watch = new Stopwatch<'sleep' | 'never'>();
    expect(await watch.time('sleep', () => sleep(20, 'rested'))).toBe('rested');
    const once = watch.totalOf('sleep').wall;
    await watch.time('sleep', () => sleep(20));
    expect(once).toBeGreaterThanOrEqual(19);
    expect(watch.totalOf('sleep').wall).toBeGreaterThanOrEqual(once + 19);
    expect(watch.totalOf('never')).toEqual({ wall: 0, cpu: 0, network: 0 });
  });

  it('tells working from waiting', async () => {
    const watch = new Stopwatch<'work' | 'wait'>();
    await watch.time('wait', () => sleep(60));
    await watch.time('work', () => keepBusy(60));
    expect(watch.totalOf('wait').cpu).toBeLessThan(30);
    expect(watch.totalOf('work').cpu).toBeGreaterThan(watch.totalOf('wait').cpu);
  });

  it('puts time within networks down to the work under way', async () => {
    const watch = new Stopwatch<'decode' | 'detect' | 'embed'>();
    await watch.time('decode', () => {});
    await watch.time('detect', () => {
      watch.noteNetwork(5);
      watch.noteNetwork(7);
    });
    await watch.time('embed', () => watch.noteNetwork(3));
    const networks = (['decode', 'detect', 'embed'] as const).map((name) => watch.totalOf(name).network);
    expect(networks).toEqual([0, 12, 3]);
  });
});
