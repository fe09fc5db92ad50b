import type { CalibrationPoint } from '../contract/models.ts';

/**
 * Calibration of dlib-resnet-128: the largest distance with a false accept rate of at most `far` over all
 * pairs of people, to four decimals.
 *
 * Computed by `familiar evaluate calibration --images lfw --device cpu --json` on half of Labeled Faces in
 * the Wild (6,154 faces of 2,827 people, 18,873,472 pairs of two people), pipeline version 3.
 */
export const dlibCalibration: readonly CalibrationPoint[] = [
  { far: 1e-2, distance: 0.4168 },
  { far: 1e-3, distance: 0.3708 },
  { far: 1e-4, distance: 0.3316 },
  { far: 1e-5, distance: 0.2929 },
];

/**
 * Calibration of dlib-mobilefacenet-128, on the same faces. Its projection was fitted to other people.
 * Distances of models are converted by both calibrations [Note: Distances of another model], so both use the
 * same people. These are mostly Western and adult: over five sets of albums and these people, each compared
 * within itself and with equal weight, the distances are 0.570, 0.497, 0.432 and 0.365.
 */
export const jointCalibration: readonly CalibrationPoint[] = [
  { far: 1e-2, distance: 0.6542 },
  { far: 1e-3, distance: 0.6009 },
  { far: 1e-4, distance: 0.5571 },
  { far: 1e-5, distance: 0.5189 },
];
