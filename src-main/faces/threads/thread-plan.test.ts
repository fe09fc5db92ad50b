import { describe, expect, it } from 'vitest';
import { planThreads, thisMachine } from './thread-plan.ts';

const GB = 1024 ** 3;

describe('planThreads', () => {
  it('plans one thread per core on the CPU', () => {
    expect(planThreads('cpu', { cores: 2, memory: 16 * GB })).toMatchObject({
      threads: 2,
      networkThreads: 1,
    });
    expect(planThreads('cpu', { cores: 1, memory: 16 * GB })).toMatchObject({
      threads: 1,
      networkThreads: 1,
    });
  });

  it('plans fewer threads with more cores each if memory is scarce or there are many cores', () => {
    expect(planThreads('cpu', { cores: 8, memory: 6 * GB })).toMatchObject({ threads: 3, networkThreads: 2 });
    expect(planThreads('cpu', { cores: 4, memory: GB / 2 })).toMatchObject({ threads: 1, networkThreads: 4 });
    expect(planThreads('cpu', { cores: 64, memory: 256 * GB })).toMatchObject({
      threads: 16,
      networkThreads: 4,
    });
  });

  it('plans one thread for a GPU', () => {
    expect(planThreads('webgpu', { cores: 8, memory: 16 * GB })).toMatchObject({ threads: 1 });
  });

  it('reads cores and memory of this machine', () => {
    const { cores, memory } = thisMachine();
    expect(cores).toBeGreaterThanOrEqual(1);
    expect(memory).toBeGreaterThan(GB / 2);
    expect(memory).toBeLessThan(2 ** 50);
  });
});
