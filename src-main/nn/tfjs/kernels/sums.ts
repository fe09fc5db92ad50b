import * as tf from '@tensorflow/tfjs-core';

/**
 * Sums the rows of [rows, columns] to [columns], as a product with ones: on wasm that is 40 times as fast as a
 * reduction.
 */
export const sumRows = (matrix: tf.Tensor): tf.Tensor =>
  tf.reshape(tf.matMul(tf.ones([1, matrix.shape[0]]), matrix as tf.Tensor2D), [matrix.shape[1]!]);

/** Sums over axes, which go from the result. */
export function sumOver(tensor: tf.Tensor, axes: readonly number[]): tf.Tensor {
  const kept = tensor.shape.slice(axes.length);
  const leading = kept.length > 0 && axes.every((axis, i) => axis === i);
  if (!leading) return tf.sum(tensor, [...axes]);
  const columns = kept.reduce((product, size) => product * size, 1);
  return tf.reshape(sumRows(tf.reshape(tensor, [-1, columns])), kept);
}
