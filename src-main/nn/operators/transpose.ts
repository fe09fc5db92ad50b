import { elementAt } from '../../common/elements.ts';
import type { Node } from '../graph.ts';
import { transposed } from './kernels/layout.ts';
import { integersAttribute } from './attributes.ts';
import { last, type Operator, plain, type Shape } from './operator.ts';
import { check, sizes } from './shapes.ts';

export const transpose: Operator = {
  shape: ({ node, shape }) => {
    const x = shape(0);
    const order = orderOf(node, x);
    check(order.length === x.length, () => `${sizes(x)} has not ${order.length} axes`);
    return [order.map((axis) => elementAt(x, axis))];
  },
  gradient: ({ graph, node, shape, gradient }) => {
    const order = orderOf(node, shape(0));
    const back = order.map((_, axis) => order.indexOf(axis));
    return [graph.node('Transpose', [gradient], { perm: back })];
  },
  // Pixels become maps, and maps pixels, without moving a number.
  kernel: ({ tf, node, input }) => {
    const value = input(0);
    const order = orderOf(node, value.shape);
    if (order.join() === '0,3,1,2') return [last(tf.clone(value.as('plain')))];
    if (order.join() === '0,2,3,1' && value.layout === 'last') return [plain(tf.clone(value.as('last')))];
    return [plain(transposed(tf, value.as('plain'), order))];
  },
};

const orderOf = (node: Node, shape: Shape): readonly number[] =>
  integersAttribute(
    node,
    'perm',
    shape.map((_, axis) => shape.length - 1 - axis),
  );
