import { unary } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { unchanged } from './shapes.ts';

/** dx = dy y (1 - y). */
export const sigmoid: Operator = {
  shape: unchanged,
  gradient: ({ graph, output, gradient }) => {
    const slope = graph.node('Mul', [output, graph.node('Sub', [graph.floats([1], []), output])]);
    return [graph.node('Mul', [gradient, slope])];
  },
  kernel: unary((tf, x) => tf.sigmoid(x)),
};
