import { elementAt } from '../../common/elements.ts';
import { integerAttribute } from './attributes.ts';
import { ownLayout, placeOf } from './elementwise.ts';
import { noGradient, type Operator } from './operator.ts';
import { check, positiveAxis, sizes } from './shapes.ts';

export const concat: Operator = {
  shape: ({ node, shapes, shape: of }) => {
    const first = of(0);
    const axis = positiveAxis(integerAttribute(node, 'axis'), first.length);
    for (const shape of shapes) {
      const fits = shape.length === first.length && shape.every((size, k) => k === axis || size === first[k]);
      check(fits, () => `${sizes(first)} and ${sizes(shape)} cannot be joined along axis ${axis}`);
    }
    const length = shapes.reduce((sum, shape) => sum + elementAt(shape, axis), 0);
    return [first.with(axis, length)];
  },
  // Each operand takes back its own part.
  gradient: ({ graph, node, shapes, outputShape, gradient, wants }) => {
    const axis = positiveAxis(integerAttribute(node, 'axis'), outputShape.length);
    if (axis === 0) throw noGradient(node, 'it joins along the batch');
    let end = 0;
    return shapes.map((shape, place) => {
      const start = end;
      end += elementAt(shape, axis);
      if (!wants(place)) return undefined;
      return graph.node('Slice', [gradient, ...[[start], [end], [axis]].map((at) => graph.integers(at))]);
    });
  },
  kernel: ({ tf, node, inputs, input }) => {
    const first = input(0);
    const layout = ownLayout(first);
    const axis = positiveAxis(integerAttribute(node, 'axis'), first.shape.length);
    const parts = inputs.map((value) => value.as(layout));
    return [{ tensor: tf.concat(parts, placeOf(first, axis)), layout }];
  },
};
