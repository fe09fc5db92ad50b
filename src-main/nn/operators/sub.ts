import { binary, sumTo } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { broadcast } from './shapes.ts';

export const sub: Operator = {
  shape: broadcast,
  gradient: (node) => {
    const { graph, gradient, shape, wants } = node;
    const negated = () => graph.node('Mul', [sumTo(node, gradient, shape(1)), graph.floats([-1], [])]);
    return [wants(0) ? sumTo(node, gradient, shape(0)) : undefined, wants(1) ? negated() : undefined];
  },
  kernel: binary((tf, a, b) => tf.sub(a, b)),
};
