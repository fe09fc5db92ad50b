import type { CalibrationPoint } from '../contract/models.ts';

/**
 * Calibration of dlib-resnet-128: the largest distance at which no more than this part of all pairs of people
 * pass for one, to four decimals.
 *
 * From `familiar evaluate calibration --images <people> --device cpu --json` on the first 1,000 people of Labeled
 * Faces in the Wild by name, up to two photos each (1,287 faces, 827,254 pairs of two people), pipeline version 2.
 */
export const dlibCalibration: readonly CalibrationPoint[] = [
  { far: 1e-2, distance: 0.4236 },
  { far: 1e-3, distance: 0.3779 },
  { far: 1e-4, distance: 0.3375 },
  { far: 1e-5, distance: 0.2951 },
];
