import { binary, sumTo } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { broadcast } from './shapes.ts';

export const mul: Operator = {
  shape: broadcast,
  gradient: (node) =>
    node.shapes.map((shape, place) =>
      node.wants(place)
        ? sumTo(node, node.graph.node('Mul', [node.gradient, node.input(1 - place)]), shape)
        : undefined,
    ),
  kernel: binary((tf, a, b) => tf.mul(a, b)),
};
