import { elementAt } from '../../common/elements.ts';
import { integerAttribute } from './attributes.ts';
import { ownLayout, placeOf } from './elementwise.ts';
import { noGradient, type Operands, type Operator, type Shape } from './operator.ts';
import { check, positiveAxis } from './shapes.ts';

export const split: Operator = {
  shape: ({ node, shape, constant }) => {
    const x = shape(0);
    const { axis, lengths } = partsOf({ node, constant }, x);
    const length = elementAt(x, axis);
    const whole = lengths.reduce((sum, part) => sum + part, 0) === length;
    check(
      whole && lengths.length === node.outputs.length,
      () => `${length} cannot be cut into ${lengths.join(', ')}`,
    );
    return lengths.map((part) => x.with(axis, part));
  },
  gradient: ({ graph, node, shape, gradients }) => {
    const axis = positiveAxis(integerAttribute(node, 'axis', 0), shape(0).length);
    if (axis === 0) throw noGradient(node, 'it cuts the batch');
    return [graph.node('Concat', gradients, { axis })];
  },
  kernel: ({ tf, node, input, constant }) => {
    const value = input(0);
    const layout = ownLayout(value);
    const { axis, lengths } = partsOf({ node, constant }, value.shape);
    const parts = tf.split(value.as(layout), [...lengths], placeOf(value, axis));
    return parts.map((tensor) => ({ tensor, layout }));
  },
};

/** The axis, and the lengths of the parts: equal ones where none are given. */
function partsOf({ node, constant }: Pick<Operands, 'node' | 'constant'>, shape: Shape) {
  const axis = positiveAxis(integerAttribute(node, 'axis', 0), shape.length);
  const equal = () => node.outputs.map(() => elementAt(shape, axis) / node.outputs.length);
  return { axis, lengths: constant(1) ?? equal() };
}
