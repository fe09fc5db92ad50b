import { unary } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { unchanged } from './shapes.ts';

/** max(x, 0). The output is above 0 exactly where the input is. */
export const relu: Operator = {
  shape: unchanged,
  gradient: ({ graph, output, gradient }) => {
    const positive = graph.node('Greater', [output, graph.floats([0], [])]);
    return [graph.node('Where', [positive, gradient, graph.floats([0], [])])];
  },
  kernel: unary((tf, x) => tf.relu(x)),
};
