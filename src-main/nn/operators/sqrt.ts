import { unary } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { unchanged } from './shapes.ts';

/** dx = dy / (2 y); infinite at 0, as the root's slope is. */
export const sqrt: Operator = {
  shape: unchanged,
  gradient: ({ graph, output, gradient }) => {
    const half = graph.node('Mul', [gradient, graph.floats([0.5], [])]);
    return [graph.node('Div', [half, output])];
  },
  kernel: unary((tf, x) => tf.sqrt(x)),
};
