import type { TensorFlow } from './kernels/tensorflow.ts';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Value } from './kernels/value.ts';
import { frame } from './kernels/frame.ts';
import { integersAttribute } from './attributes.ts';
import { largestFloat } from './clip.ts';
import { last, type Operator, type ShapeRule } from './operator.ts';
import { mapSizes } from './shapes.ts';
import { type Window, windowOf, windowPositions } from './window.ts';

export const poolingShape: ShapeRule = ({ node, shape }) => {
  const { batch, channels, spatial } = mapSizes(shape(0));
  const window = integersAttribute(node, 'kernel_shape');
  return [[batch, channels, ...windowPositions(node, spatial, window)]];
};

export const maxPool: Operator = {
  shape: poolingShape,
  gradient: ({ graph, node, input, gradient }) => [
    graph.node('MaxPoolGradient', [gradient, input(0)], node.attributes),
  ],
  kernel: ({ tf, node, input }) => {
    const window = windowOf(node);
    return [last(tf.maxPool(framedLow(tf, input(0), window), window.size, window.strides, 'valid'))];
  },
};

/** Maps with the lowest number around them, which is never the largest of a window. */
export const framedLow = (tf: TensorFlow, value: Value, window: Window): Tensor4D =>
  frame(tf, value.as('last') as Tensor4D, window, -largestFloat);
