import * as tf from '@tensorflow/tfjs-core';
import { integerAttribute } from '../../attributes.ts';
import { frame, isPadded, outputLength, type Window, windowOf } from '../kernels/window.ts';
import type { Operator } from '../operator.ts';
import { Value } from '../value.ts';
import { largestFloat } from './elementwise.ts';

/** TensorFlow.js's own kernel for a gradient by its name, which no public function of it calls without its tape. */
const poolGradient = (kernel: string, inputs: Record<string, tf.Tensor>, window: Window): tf.Tensor4D =>
  tf.engine().runKernel(kernel, inputs, { filterSize: window.size, strides: window.strides, pad: 'valid' });

/** Takes the frame off that was put around the input. */
const unframe = (x: tf.Tensor4D, { before, after }: Window) =>
  frame(x, {
    before: before.map((pad) => -pad) as [number, number],
    after: after.map((pad) => -pad) as [number, number],
  });

/** Where several pixels of a window are the largest, the gradient goes to the first. */
export const maxPool: Operator = ({ node, inputs: [input] }) => {
  const window = windowOf(node);
  const x = frame(input.as('last') as tf.Tensor4D, window, -largestFloat);
  const y = tf.maxPool(x, window.size, window.strides, 'valid');
  return {
    outputs: [new Value(y, 'last')],
    pull([dy]) {
      const inputs = { dy: dy!.as('last'), input: x, output: y };
      return [new Value(unframe(poolGradient('MaxPoolGrad', inputs, window), window), 'last')];
    },
  };
};

export const averagePool: Operator = ({ node, inputs: [input] }) => {
  const window = windowOf(node);
  const x = frame(input.as('last') as tf.Tensor4D, window);
  const countsAll = integerAttribute(node, 'count_include_pad', 0) === 1 || !isPadded(window);
  const share = countsAll ? null : tf.tensor(sharesOf(input.shape, window));
  const mean = tf.avgPool(x, window.size, window.strides, 'valid');
  return {
    outputs: [new Value(share ? tf.div(mean, share) : mean, 'last')],
    pull([gradient]) {
      const dy = gradient!.as('last');
      const inputs = { dy: share ? tf.div(dy, share) : dy, input: x };
      return [new Value(unframe(poolGradient('AvgPoolGrad', inputs, window), window), 'last')];
    },
  };
};

/** Which part of each window lies on the map and not on its padding: [1, height, width, 1]. */
function sharesOf([, , ...lengths]: readonly number[], window: Window): number[][][][] {
  const [rows, columns] = ([0, 1] as const).map((axis) =>
    Array.from({ length: outputLength(lengths[axis], axis, window) }, (_, i) => {
      const start = i * window.strides[axis] - window.before[axis];
      const end = Math.min(start + window.size[axis], lengths[axis]);
      return (end - Math.max(start, 0)) / window.size[axis];
    }),
  );
  return [rows.map((row) => columns.map((column) => [row * column]))];
}

export const globalAveragePool: Operator = ({ inputs: [input] }) => {
  const x = input.as('last') as tf.Tensor4D;
  const [, height, width] = x.shape;
  return {
    outputs: [new Value(tf.mean(x, [1, 2], true), 'last')],
    pull: ([dy]) => [
      new Value(tf.tile(tf.div(dy!.as('last'), height * width), [1, height, width, 1]), 'last'),
    ],
  };
};
