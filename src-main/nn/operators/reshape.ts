import { elementAt } from '../../common/elements.ts';
import { elementCount } from '../graph.ts';
import { integerAttribute } from './attributes.ts';
import { type GradientRule, type Operator, plain } from './operator.ts';
import { check, sizes } from './shapes.ts';

/** The first size is left open: it holds the batch, whose size is not known beforehand. */
export const reshapedBack: GradientRule = ({ graph, shape, gradient }) => [
  graph.node('Reshape', [gradient, graph.integers([-1, ...shape(0).slice(1)])]),
];

/** The same numbers under other dimensions: 0 keeps the size of that axis, and one -1 takes the rest. */
export const reshape: Operator = {
  shape: ({ shape: of, constant }) => {
    const x = of(0);
    const wanted = (constant(1) ?? []).map((size, axis) => (size === 0 ? elementAt(x, axis) : size));
    const known = elementCount(wanted.filter((size) => size !== -1));
    const shape = wanted.map((size) => (size === -1 ? elementCount(x) / known : size));
    const fits = elementCount(shape) === elementCount(x) && shape.every(Number.isInteger);
    check(fits, () => `${sizes(x)} cannot be laid out as ${sizes(wanted)}`);
    return [shape];
  },
  gradient: reshapedBack,
  kernel: ({ tf, node, input, constant }) => {
    const value = input(0);
    const keepsZeros = integerAttribute(node, 'allowzero', 0) === 0;
    const shape = (constant(1) ?? []).map((size, axis) =>
      size === 0 && keepsZeros ? elementAt(value.shape, axis) : size,
    );
    return [plain(tf.reshape(value.as('plain'), shape))];
  },
};
