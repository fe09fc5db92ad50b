/**
 * - same: as TensorFlow means it: the output has ceil(size / stride) positions, and an odd pixel of padding
 *   goes to the end (bottom, right)
 * - valid: no padding; the kernel stays inside
 */
export type Padding = 'same' | 'valid';

/** A window along one axis: pixels added before and after it, and the length of the output. */
export interface PaddedAxis {
  before: number;
  after: number;
  length: number;
}

/** @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2 */
export function padAxis(size: number, window: number, stride: number, padding: Padding): PaddedAxis {
  if (padding === 'valid') {
    return { before: 0, after: 0, length: Math.floor((size - window) / stride) + 1 };
  }
  const length = Math.ceil(size / stride);
  const total = Math.max((length - 1) * stride + window - size, 0);
  const before = Math.floor(total / 2);
  return { before, after: total - before, length };
}
