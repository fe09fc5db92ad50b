import { toWireError, type WireError } from '../contract/errors.ts';
import type { ImportMeasure } from '../bench/report.ts';
import type { DeviceRequest } from '../contract/models.ts';
import { openLibrary } from '../library.ts';

/** What the importing process is asked to do. */
export interface ImportOrder {
  photos: string;
  library: string;
  device: DeviceRequest;
}

export type ImportAnswer = { measured: ImportMeasure } | { refused: WireError };

/**
 * Entry of the process that `familiar bench` imports in: one of its own, so that its peak of memory is that
 * of an import.
 */
process.once('message', async (order: ImportOrder) => {
  const answer: ImportAnswer = await measureImport(order).then(
    (measured) => ({ measured }),
    (error: unknown) => ({ refused: toWireError(error) }),
  );
  process.send!(answer, () => process.disconnect());
});
process.once('disconnect', () => process.exit());

async function measureImport(order: ImportOrder): Promise<ImportMeasure> {
  const library = await openLibrary(order.library, { device: order.device });
  try {
    library.imports.start([order.photos]);
    const { photos, faces, failed, seconds, photosPerSecond } = await library.imports.finished();
    if (failed.length > 0) throw new Error(`${failed[0].path}: ${failed[0].message}`);
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    return {
      device: library.device!.chosen,
      photos,
      faces,
      seconds,
      photosPerSecond,
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
      peakMB: maxRSS / 1024,
    };
  } finally {
    await library.close();
  }
}
