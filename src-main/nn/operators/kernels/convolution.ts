import type { Tensor4D } from '@tensorflow/tfjs-core';
import { elementAt } from '../../../common/elements.ts';
import type { TensorFlow } from './tensorflow.ts';
import { isPadded, type Window } from '../window.ts';
import * as depthwise from './depthwise.ts';
import { explicitPads } from './frame.ts';
import * as whole from './convolution-gradients.ts';

/**
 * Convolutions and their gradients. Maps are [batch, height, width, channels], kernels [height, width, in, out], where
 * `in` is the number of channels of one group.
 */

/** A window and the number of groups of channels, each of which is convolved by itself. */
export interface Convolution {
  window: Window;
  group: number;
}

export function convolve(
  tf: TensorFlow,
  x: Tensor4D,
  kernel: Tensor4D,
  { window, group }: Convolution,
): Tensor4D {
  const pads = isPadded(window) ? explicitPads(window) : 'valid';
  if (group === 1) return tf.conv2d(x, kernel, window.strides, pads);
  if (isDepthwise(x.shape[3], kernel.shape[3], group)) return depthwise.convolve(tf, x, kernel, window);
  return eachGroup(tf, [x, kernel], group, (part, weights) =>
    convolve(tf, part, weights, { window, group: 1 }),
  );
}

/** @param shape of the input, as its maps */
export function inputGradient(
  tf: TensorFlow,
  dy: Tensor4D,
  kernel: Tensor4D,
  shape: readonly [number, number, number, number],
  { window, group }: Convolution,
): Tensor4D {
  if (group === 1) return whole.inputGradient(tf, dy, kernel, shape, window);
  const [batch, height, width, channels] = shape;
  if (isDepthwise(channels, kernel.shape[3], group)) {
    return depthwise.inputGradient(tf, dy, kernel, shape, window);
  }
  const each = [batch, height, width, channels / group] as const;
  return eachGroup(tf, [dy, kernel], group, (part, weights) =>
    whole.inputGradient(tf, part, weights, each, window),
  );
}

export function kernelGradient(
  tf: TensorFlow,
  x: Tensor4D,
  dy: Tensor4D,
  { window, group }: Convolution,
): Tensor4D {
  if (group === 1) return whole.kernelGradient(tf, x, dy, window);
  if (isDepthwise(x.shape[3], dy.shape[3], group)) return depthwise.kernelGradient(tf, x, dy, window);
  return eachGroup(tf, [x, dy], group, (inputs, outputs) =>
    whole.kernelGradient(tf, inputs, outputs, window),
  );
}

const isDepthwise = (channels: number, filters: number, group: number): boolean =>
  group === channels && group === filters;

/** Computes every group of channels by itself, from its parts of two tensors, and joins the results. */
function eachGroup(
  tf: TensorFlow,
  [first, second]: readonly [Tensor4D, Tensor4D],
  group: number,
  compute: (a: Tensor4D, b: Tensor4D) => Tensor4D,
): Tensor4D {
  const others = tf.split<Tensor4D>(second, group, 3);
  const parts = tf.split<Tensor4D>(first, group, 3).map((part, g) => compute(part, elementAt(others, g)));
  return tf.concat(parts, 3);
}
