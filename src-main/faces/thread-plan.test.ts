import { describe, expect, it } from 'vitest';
import { planThreads, thisMachine } from './thread-plan.ts';

const GB = 1024 ** 3;

describe('planThreads', () => {
  it('takes one thread a core on the CPU', () => {
    expect(planThreads('cpu', { cores: 2, memory: 16 * GB })).toMatchObject({
      threads: 2,
      networkThreads: 1,
    });
    expect(planThreads('cpu', { cores: 1, memory: 16 * GB })).toMatchObject({
      threads: 1,
      networkThreads: 1,
    });
  });

  it('takes fewer with more cores each where memory is scarce, and where there are very many cores', () => {
    expect(planThreads('cpu', { cores: 8, memory: 6 * GB })).toMatchObject({ threads: 3, networkThreads: 2 });
    expect(planThreads('cpu', { cores: 4, memory: GB / 2 })).toMatchObject({ threads: 1, networkThreads: 4 });
    expect(planThreads('cpu', { cores: 64, memory: 256 * GB })).toMatchObject({
      threads: 16,
      networkThreads: 4,
    });
  });

  it('feeds a GPU from one', () => {
    expect(planThreads('webgpu', { cores: 8, memory: 16 * GB })).toMatchObject({ threads: 1 });
  });

  it('knows this machine', () => {
    const { cores, memory } = thisMachine();
    expect(cores).toBeGreaterThanOrEqual(1);
    expect(memory).toBeGreaterThan(GB / 2);
    expect(memory).toBeLessThan(2 ** 50);
  });
});
