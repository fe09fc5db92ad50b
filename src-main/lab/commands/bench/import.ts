import { elementAt, required } from '../../../common/elements.ts';
import type { ImportMeasure } from '../../bench/report.ts';
import type { DeviceRequest } from '../../../contract/models.ts';
import { openLibrary } from '../../../library/open.ts';
import { measureForParent } from '../measuring-process.ts';

/** Entry of the process that `familiar bench` imports in. */
export interface ImportOrder {
  photos: string;
  library: string;
  device: DeviceRequest;
}

measureForParent(async (order: ImportOrder): Promise<ImportMeasure> => {
  const library = await openLibrary(order.library, { device: order.device });
  try {
    library.imports.start([order.photos]);
    const { photos, faces, failed, seconds, photosPerSecond } = await library.imports.finished();
    if (failed.length > 0) throw new Error(`${elementAt(failed, 0).path}: ${elementAt(failed, 0).message}`);
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    return {
      device: required(library.device).chosen,
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
});
