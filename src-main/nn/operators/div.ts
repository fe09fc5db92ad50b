import { binary, sumTo } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { broadcast } from './shapes.ts';

/** y = a / b, da = dy / b, db = -dy a / b². */
export const div: Operator = {
  shape: broadcast,
  gradient: (node) => {
    const { graph, input, gradient, shape, wants } = node;
    const byDivisor = () => {
      const scaled = graph.node('Mul', [gradient, input(0)]);
      const quotient = graph.node('Div', [scaled, graph.node('Mul', [input(1), input(1)])]);
      return graph.node('Mul', [sumTo(node, quotient, shape(1)), graph.floats([-1], [])]);
    };
    return [
      wants(0) ? sumTo(node, graph.node('Div', [gradient, input(1)]), shape(0)) : undefined,
      wants(1) ? byDivisor() : undefined,
    ];
  },
  kernel: binary((tf, a, b) => tf.div(a, b)),
};
