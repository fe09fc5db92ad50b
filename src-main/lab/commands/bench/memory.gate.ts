import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mostMemory, planThreads } from '../../../faces/threads/thread-plan.ts';
import { heicInOnePiece } from '../../../photos/heic/test-heic.ts';
import { samplePhotos } from '../../../services/imports/samples.ts';
import { photoSize } from '../../bench/photo-layout.ts';
import { makePhotos } from '../../bench/photo-maker.ts';
import type { ImportMeasure } from '../../bench/report.ts';
import { startMeasuring } from '../measuring-process.ts';
import type { ImportOrder } from './import.ts';

/** Photos of 48 megapixels that have to be decoded whole, among them. */
const largePhotos = 3;
/** Small photos of which an import must not take more memory; 5,000 of them take a quarter of an hour on two cores. */
const manyPhotos = Number(process.env.FAMILIAR_MEMORY_PHOTOS ?? 40);

it('takes no more memory than its bound, however many photos wait', { timeout: 3_600_000 }, async (test) => {
  test.skip(!process.env.FAMILIAR_GATES, 'imports photos of 48 megapixels; FAMILIAR_GATES=1 asks for it');
  const folder = mkdtempSync(join(tmpdir(), 'familiar-memory-'));
  const importer = startMeasuring<ImportOrder, ImportMeasure>('./bench/import');
  try {
    const photos = join(folder, 'photos');
    mkdirSync(photos);
    await makePhotos(photos, samplePhotos(), { count: manyPhotos, size: photoSize(0.0768) });
    for (let i = 0; i < largePhotos; i++) {
      writeFileSync(join(photos, `${i}.heic`), Buffer.concat([heicInOnePiece(), Buffer.from([i])]));
    }
    const library = join(folder, 'library');
    const measured = await importer.run({ photos, library, device: 'cpu' });
    expect(measured.photos).toBe(manyPhotos + largePhotos);
    expect(measured.faces).toBeGreaterThan(manyPhotos);
    console.log(measured);
    expect(measured.peakMB).toBeLessThan(mostMemory(planThreads('cpu')) / 1024 ** 2);
  } finally {
    importer.end();
    rmSync(folder, { recursive: true });
  }
});
