import { binary, notGreater } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { broadcast } from './shapes.ts';

/** A mask for Where: with TensorFlow.js 1 or 0, as a float. */
export const greaterOrEqual: Operator = {
  shape: broadcast,
  kernel: binary((tf, a, b) => notGreater(tf, b, a)),
};
