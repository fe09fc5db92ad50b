import type { Tensor4D } from '@tensorflow/tfjs-core';
import { required } from '../../common/elements.ts';
import { unframe } from './kernels/frame.ts';
import { framedLow } from './max-pool.ts';
import { last, type Operator } from './operator.ts';
import { windowOf } from './window.ts';

/**
 * The gradient of max pooling by its input, from dy and x. The largest number of each window has the window's gradient:
 * the first one from the top left, where several are equal. A number that is the largest of several windows has the sum
 * of their gradients.
 */
export const maxPoolGradient: Operator = {
  shape: ({ shape }) => [shape(1)],
  expansion: ({ graph, node, input, shape }) => {
    const [, ...rest] = shape(1);
    const [, places] = graph.nodes('MaxPool', [input(1)], node.attributes, 2);
    const flat = (value: string) => graph.node('Reshape', [value, graph.integers([-1])]);
    const nothing = graph.node('ConstantOfShape', [graph.node('Shape', [flat(input(1))])]);
    const added = graph.node('ScatterElements', [nothing, flat(required(places)), flat(input(0))], {
      axis: 0,
      reduction: 'add',
    });
    return graph.node('Reshape', [added, graph.integers([-1, ...rest])]);
  },
  kernel: ({ tf, node, input }) => {
    const window = windowOf(node);
    const x = framedLow(tf, input(1), window);
    const inputs = {
      dy: input(0).as('last'),
      input: x,
      output: tf.maxPool(x, window.size, window.strides, 'valid'),
    };
    const attributes = { filterSize: window.size, strides: window.strides, pad: 'valid' };
    return [last(unframe(tf, tf.engine().runKernel<Tensor4D>('MaxPoolGrad', inputs, attributes), window))];
  },
};
