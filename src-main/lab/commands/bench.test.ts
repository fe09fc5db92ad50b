import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stageNames } from '../bench/stages.ts';
import { benchmark } from './bench.ts';

let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'familiar-bench-test-'));
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true });
});

describe('familiar bench', () => {
  it(
    'imports photos made for it, times every stage on the same, and leaves nothing behind',
    { timeout: 120_000 },
    async () => {
      const size = { width: 640, height: 480 };
      const options = { photos: 2, device: 'cpu', size, comparison: true } as const;
      const { stages, tried, bound, timedOn, comparison, ...report } = await benchmark(options);
      expect(report).toMatchObject({ device: 'cpu', photos: 2, megapixels: 0.3072 });
      expect(report.faces).toBeGreaterThan(0);
      // The stages are called one by one here and through the pipeline there: both must find the same faces.
      expect(timedOn).toEqual({ photos: 2, faces: report.faces });
      expect(report.photosPerSecond).toBeCloseTo(2 / report.seconds, 5);
      expect(report.peakMB).toBeGreaterThan(100);

      expect(stages.map(({ stage }) => stage)).toEqual(stageNames);
      for (const { msPerPhoto, cpuMsPerPhoto } of stages) {
        expect(msPerPhoto).toBeGreaterThan(0);
        expect(cpuMsPerPhoto).toBeGreaterThan(0);
      }
      const inNetworks = stages.filter((stage) => stage.networkMsPerPhoto > 0).map(({ stage }) => stage);
      expect(inNetworks).toEqual(['detect', 'landmarks', 'embed']);
      for (const stage of inNetworks) {
        const settings = tried.filter((one) => one.stage === stage);
        const least = Math.min(...settings.map(({ cpuMsPerPhoto }) => cpuMsPerPhoto));
        expect(stages.find((one) => one.stage === stage)!.cpuMsPerPhoto).toBe(least);
        const batches = new Set(settings.map(({ batch }) => batch));
        expect([...batches]).toEqual(stage === 'embed' ? [1, 2, 8, 32] : [null]);
      }
      expect(report.coresBusy).toBeLessThanOrEqual(1.05);
      expect(report.peakMB).toBeLessThan(report.memoryBoundMB);
      expect(bound.slowest).toBe('cores');
      expect(bound.ratio).toBeCloseTo(report.photosPerSecond / bound.photosPerSecond);
      expect(report.comparisonReason).toBeNull();
      for (const way of [comparison!.wholePhotos, comparison!.workingSize]) {
        expect(way.faces).toBeGreaterThan(0);
        expect(way.ratio).toBeCloseTo(report.photosPerSecond / way.photosPerSecond);
      }
      expect(readdirSync(temporary).filter((name) => name.startsWith('familiar-'))).toEqual([]);
    },
  );
});
