import { binary, sumTo } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { unchanged } from './shapes.ts';

/** PReLU (He et al. 2015): the second input is the slope below 0; its gradient is dy x there. */
export const prelu: Operator = {
  shape: unchanged,
  gradient: (node) => {
    const { graph, input, gradient, shape, wants } = node;
    const zero = graph.floats([0], []);
    const positive = graph.node('Greater', [input(0), zero]);
    const scaled = () => graph.node('Mul', [gradient, input(1)]);
    const below = () => graph.node('Where', [positive, zero, graph.node('Mul', [gradient, input(0)])]);
    return [
      wants(0) ? graph.node('Where', [positive, gradient, scaled()]) : undefined,
      wants(1) ? sumTo(node, below(), shape(1)) : undefined,
    ];
  },
  kernel: binary((tf, x, slope) => tf.add(tf.relu(x), tf.mul(slope, tf.minimum(x, 0)))),
};
