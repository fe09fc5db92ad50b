import { binary, sumTo } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { broadcast } from './shapes.ts';

export const add: Operator = {
  shape: broadcast,
  gradient: (node) =>
    node.shapes.map((shape, place) => (node.wants(place) ? sumTo(node, node.gradient, shape) : undefined)),
  kernel: binary((tf, a, b) => tf.add(a, b)),
};
