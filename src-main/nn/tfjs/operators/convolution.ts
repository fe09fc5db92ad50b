import * as tf from '@tensorflow/tfjs-core';
import { integerAttribute } from '../../attributes.ts';
import { type Convolved, inputGradient, kernelGradient } from '../kernels/convolution-gradients.ts';
import { depthwise } from '../kernels/depthwise.ts';
import { sumRows } from '../kernels/sums.ts';
import { explicitPads, isPadded, type Window, windowOf } from '../kernels/window.ts';
import type { Operator } from '../operator.ts';
import { Value } from '../value.ts';

export const convolution: Operator = ({ node, inputs: [input, filter, offset], wanted }) => {
  const group = integerAttribute(node, 'group', 1);
  const window = windowOf(node, filter.shape.slice(2));
  const x = input.as('last') as tf.Tensor4D;
  const kernel = filter.as('kernel') as tf.Tensor4D;
  const convolved = convolve(x, kernel, window, group);
  const { y } = convolved;
  return {
    outputs: [new Value(offset ? tf.add(y, offset.as('plain')) : y, 'last')],
    pull([gradient]) {
      const dy = gradient!.as('last') as tf.Tensor4D;
      return [
        wanted[0] ? new Value(convolved.byInput(dy), 'last') : null,
        wanted[1] ? new Value(convolved.byKernel(dy), 'kernel') : null,
        wanted[2] ? new Value(sumRows(tf.reshape(dy, [-1, dy.shape[3]]))) : null,
      ];
    },
  };
};

function convolve(x: tf.Tensor4D, kernel: tf.Tensor4D, window: Window, group: number): Convolved {
  if (group === 1) return whole(x, kernel, window);
  const channels = x.shape[3];
  return group === channels && kernel.shape[3] === channels
    ? depthwise(x, kernel, window)
    : grouped(x, kernel, window, group);
}

const whole = (x: tf.Tensor4D, kernel: tf.Tensor4D, window: Window): Convolved => ({
  y: tf.conv2d(x, kernel, window.strides, isPadded(window) ? explicitPads(window) : 'valid'),
  byInput: (dy) => inputGradient(dy, kernel, x.shape, window),
  byKernel: (dy) => kernelGradient(x, dy, window),
});

/** Every group of channels by itself. */
function grouped(x: tf.Tensor4D, kernel: tf.Tensor4D, window: Window, group: number): Convolved {
  const kernels = tf.split<tf.Tensor4D>(kernel, group, 3);
  const groups = tf.split<tf.Tensor4D>(x, group, 3).map((part, g) => whole(part, kernels[g], window));
  const eachGroup = (dy: tf.Tensor4D, gradient: (one: Convolved, dy: tf.Tensor4D) => tf.Tensor4D) => {
    const parts = tf.split<tf.Tensor4D>(dy, group, 3);
    return tf.concat(
      groups.map((one, g) => gradient(one, parts[g])),
      3,
    );
  };
  return {
    y: tf.concat(
      groups.map(({ y }) => y),
      3,
    ),
    byInput: (dy) => eachGroup(dy, (one, part) => one.byInput(part)),
    byKernel: (dy) => eachGroup(dy, (one, part) => one.byKernel(part)),
  };
}
