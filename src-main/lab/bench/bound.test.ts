import { describe, expect, it } from 'vitest';
import { boundOf } from './bound.ts';
import type { StageName, StageTime } from './stages.ts';

const time = (stage: StageName, ms: number, cpu: number, network = 0): StageTime => ({
  stage,
  networkThreads: null,
  batch: null,
  msPerPhoto: ms,
  cpuMsPerPhoto: cpu,
  networkMsPerPhoto: network,
  msPerFace: null,
});

describe('boundOf', () => {
  const stages = [time('decode', 90, 100), time('detect', 120, 200, 110), time('store', 10, 20)];

  it('spreads the CPU time of all stages over the cores', () => {
    const bound = boundOf(stages, { cores: 4, device: 'cpu', photosPerSecond: 10 });
    expect(bound.resources).toEqual([
      { resource: 'cores', msPerPhoto: 80 },
      { resource: 'database', msPerPhoto: 10 },
    ]);
    expect(bound).toMatchObject({ slowest: 'cores', photosPerSecond: 12.5, ratio: 0.8 });
  });

  it('counts the networks against the GPU where they run there', () => {
    const bound = boundOf(stages, { cores: 4, device: 'webgpu', photosPerSecond: 5 });
    expect(bound.resources).toContainEqual({ resource: 'gpu', msPerPhoto: 110 });
    expect(bound.slowest).toBe('gpu');
    expect(bound.photosPerSecond).toBeCloseTo(1000 / 110);
    expect(bound.ratio).toBeCloseTo(0.55);
  });

  it('finds the one thread that writes where there are many cores', () => {
    const writing = [time('decode', 90, 100), time('store', 20, 5), time('index', 5, 5)];
    const bound = boundOf(writing, { cores: 64, device: 'cpu', photosPerSecond: 20 });
    expect(bound).toMatchObject({ slowest: 'database', photosPerSecond: 40, ratio: 0.5 });
  });
});
