import type { Tensor4D } from '@tensorflow/tfjs-core';
import { required } from '../../common/elements.ts';
import type { Node } from '../graph.ts';
import { frame } from './kernels/frame.ts';
import { integerAttribute } from './attributes.ts';
import { poolingShape } from './max-pool.ts';
import { last, type Operator, type Shape } from './operator.ts';
import { isPadded, outputLength, type Window, windowAttributes, windowOf } from './window.ts';

export const averagePool: Operator = {
  shape: poolingShape,
  gradient: ({ graph, node, shape, gradient }) => {
    const shares = partialShares(node, shape(0));
    const whole = shares
      ? graph.node('Div', [
          gradient,
          graph.floats(shares.flat(), [1, 1, shares.length, required(shares[0]).length]),
        ])
      : gradient;
    return [
      graph.node('AveragePoolGradient', [whole], {
        ...windowAttributes(node, [1, 1]),
        input_shape: shape(0).slice(1),
      }),
    ];
  },
  kernel: ({ tf, node, input }) => {
    const window = windowOf(node);
    const x = frame(tf, input(0).as('last') as Tensor4D, window);
    const mean = tf.avgPool(x, window.size, window.strides, 'valid');
    const shares = partialShares(node, input(0).shape);
    if (!shares) return [last(mean)];
    const perPixel = tf.tensor(shares.flat(), [1, shares.length, required(shares[0]).length, 1]);
    return [last(tf.div(mean, perPixel))];
  },
};

/**
 * The part of each window that lies on the map and not on its padding, row by row; null where padding counts, so that
 * every window is whole.
 */
function partialShares(node: Node, shape: Shape): number[][] | null {
  const window = windowOf(node);
  if (integerAttribute(node, 'count_include_pad', 0) === 1 || !isPadded(window)) return null;
  const [, , height = 0, width = 0] = shape;
  const columns = sharesAlong(width, 1, window);
  return sharesAlong(height, 0, window).map((row) => columns.map((column) => row * column));
}

const sharesAlong = (length: number, axis: 0 | 1, window: Window): number[] =>
  Array.from({ length: outputLength(length, axis, window) }, (_, i) => {
    const start = i * window.strides[axis] - window.before[axis];
    const end = Math.min(start + window.size[axis], length);
    return (end - Math.max(start, 0)) / window.size[axis];
  });
