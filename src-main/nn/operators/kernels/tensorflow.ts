import type * as tfjs from '@tensorflow/tfjs-core';

/** The module `@tensorflow/tfjs-core`. Kernels are handed it, so that it is loaded only where a kernel runs. */
export type TensorFlow = typeof tfjs;
