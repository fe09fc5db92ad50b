import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { elementAt } from '../../../common/elements.ts';
import type { TensorFlow } from './tensorflow.ts';

/**
 * Sums the rows of [rows, columns] to [columns], as a product with ones: on wasm that is 40 times as fast as a
 * reduction.
 */
export const sumRows = (tf: TensorFlow, matrix: Tensor): Tensor =>
  tf.reshape(tf.matMul(tf.ones([1, elementAt(matrix.shape, 0)]), matrix as Tensor2D), [
    elementAt(matrix.shape, 1),
  ]);

/** Sums over axes, which the result does not have. */
export function sumOver(tf: TensorFlow, tensor: Tensor, axes: readonly number[]): Tensor {
  const kept = tensor.shape.slice(axes.length);
  const leading = kept.length > 0 && axes.every((axis, i) => axis === i);
  if (!leading) return tf.sum(tensor, [...axes]);
  const columns = kept.reduce((product, size) => product * size, 1);
  return tf.reshape(sumRows(tf, tf.reshape(tensor, [-1, columns])), kept);
}
