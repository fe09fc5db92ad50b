import { elementCount } from '../graph.ts';
import { integerAttribute } from './attributes.ts';
import { type Operator, plain, type Shape } from './operator.ts';
import type { Node } from '../graph.ts';
import { reshapedBack } from './reshape.ts';
import { positiveAxis } from './shapes.ts';

/** A matrix: the axes before `axis` are its rows, the others its columns. */
export const flatten: Operator = {
  shape: ({ node, shape }) => [flattened(node, shape(0))],
  gradient: reshapedBack,
  kernel: ({ tf, node, input }) => {
    const value = input(0);
    return [plain(tf.reshape(value.as('plain'), flattened(node, value.shape)))];
  },
};

function flattened(node: Node, shape: Shape): number[] {
  const axis = positiveAxis(integerAttribute(node, 'axis', 1), shape.length);
  return [elementCount(shape.slice(0, axis)), elementCount(shape.slice(axis))];
}
