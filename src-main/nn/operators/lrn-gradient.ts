import type { Tensor } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph-builder.ts';
import { floatAttribute, integerAttribute } from './attributes.ts';
import { lrnAttributes } from './lrn.ts';
import { last, type Operator, type Shape } from './operator.ts';
import { unchanged } from './shapes.ts';

/**
 * The gradient of LRN by its input, from dy, x and y. y = x s^-beta, where s = bias + alpha m, and m is the mean square
 * of the channels around. So a channel's gradient is dy s^-beta - 2 alpha beta x m', where m' is the mean of dy y / s
 * over the channels that it is around.
 */
export const lrnGradient: Operator = {
  shape: unchanged,
  expansion: ({ graph, node, input, shape }) => {
    const size = integerAttribute(node, 'size');
    const alpha = floatAttribute(node, 'alpha', 1e-4);
    const beta = floatAttribute(node, 'beta', 0.75);
    const bias = floatAttribute(node, 'bias', 1);
    const [gradient, x, y] = [input(0), input(1), input(2)];
    const number = (value: number) => graph.floats([value], []);

    const squares = graph.node('Mul', [x, x]);
    const mean = meanOfChannels(graph, squares, shape(1), size);
    const scale = graph.node('Add', [graph.node('Mul', [mean, number(alpha)]), number(bias)]);
    const own = graph.node('Mul', [gradient, graph.node('Pow', [scale, number(-beta)])]);
    const lowered = graph.node('Div', [graph.node('Mul', [gradient, y]), scale]);
    const around = meanOfChannels(graph, lowered, shape(1), size);
    const fromOthers = graph.node('Mul', [graph.node('Mul', [around, number(2 * alpha * beta)]), x]);
    return graph.node('Sub', [own, fromOthers]);
  },
  kernel: ({ tf, node, input }) => {
    const inputs = { dy: input(0).as('last'), x: input(1).as('last'), y: input(2).as('last') };
    return [last(tf.engine().runKernel<Tensor>('LRNGrad', inputs, lrnAttributes(node)))];
  },
};

/**
 * The mean of each channel with those around it, an odd number, zeros beyond the first and the last: average pooling
 * along the channels.
 */
function meanOfChannels(graph: GraphBuilder, x: string, shape: Shape, size: number): string {
  const [, channels = 0, height = 0, width = 0] = shape;
  const beside = (size - 1) / 2;
  const upright = graph.node('Reshape', [x, graph.integers([-1, 1, channels, height * width])]);
  const mean = graph.node('AveragePool', [upright], {
    kernel_shape: [size, 1],
    pads: [beside, 0, beside, 0],
    count_include_pad: 1,
  });
  return graph.node('Reshape', [mean, graph.integers([-1, channels, height, width])]);
}
