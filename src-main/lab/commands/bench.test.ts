import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stageNames } from '../bench/stages.ts';
import { photoSize } from '../bench/photo-layout.ts';
import { makePhotos } from '../bench/photo-maker.ts';
import type { ImportMeasure } from '../bench/report.ts';
import { mostMemory, planThreads } from '../../faces/threads/thread-plan.ts';
import { heicInOnePiece } from '../../photos/heic/test-heic.ts';
import { samplePhotos } from '../../services/imports/samples.ts';
import type { ImportOrder } from './bench/import.ts';
import { benchmark } from './bench.ts';
import { startMeasuring } from './measuring-process.ts';

/** Photos of 48 megapixels that have to be decoded whole, among them. */
const largePhotos = 3;
/** Small photos of which an import must not take more memory; 5,000 of them take a quarter of an hour on two cores. */
const manyPhotos = Number(process.env.FAMILIAR_MEMORY_PHOTOS ?? 40);

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

  it('takes no more memory than its bound, however many photos wait', { timeout: 3_600_000 }, async () => {
    const importer = startMeasuring<ImportOrder, ImportMeasure>('./bench/import');
    try {
      const photos = join(temporary, 'photos');
      mkdirSync(photos);
      await makePhotos(photos, samplePhotos(), { count: manyPhotos, size: photoSize(0.0768) });
      for (let i = 0; i < largePhotos; i++) {
        writeFileSync(join(photos, `${i}.heic`), Buffer.concat([heicInOnePiece(), Buffer.from([i])]));
      }
      const library = join(temporary, 'library');
      const measured = await importer.run({ photos, library, device: 'cpu' });
      expect(measured.photos).toBe(manyPhotos + largePhotos);
      expect(measured.faces).toBeGreaterThan(manyPhotos);
      if (process.env.FAMILIAR_MEMORY_PHOTOS) console.log(measured);
      expect(measured.peakMB).toBeLessThan(mostMemory(planThreads('cpu')) / 1024 ** 2);
    } finally {
      importer.end();
    }
  });
});
