import type { CalibrationPoint } from '../contract/models.ts';
import { loadManifest } from '../nn/models.ts';

/**
 * What distances stand for with a model, by falling false-accept rate; empty where it was never calibrated. A
 * model that is missing or damaged says so when photos are recognised: it is no reason not to open a library.
 */
export function calibrationOf(model: string): Promise<CalibrationPoint[]> {
  return loadManifest(model).then(
    ({ calibration = [] }) => calibration.toSorted((a, b) => b.far - a.far),
    () => [],
  );
}
