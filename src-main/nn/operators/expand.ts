import { elementAt } from '../../common/elements.ts';
import { inLayout } from './kernels/layout.ts';
import { layoutOf, operand } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { broadcastShapes } from './shapes.ts';

/** Repeats axes of length 1 to a shape, as broadcasting does. */
export const expand: Operator = {
  shape: ({ shape, constant }) => [broadcastShapes([shape(0), constant(1) ?? []])],
  kernel: ({ tf, input, constant }) => {
    const value = input(0);
    const shape = broadcastShapes([value.shape, constant(1) ?? []]);
    const layout = shape.length === 4 ? 'last' : layoutOf([value]);
    const x = operand(tf, value, layout);
    const repeats = inLayout(layout, shape).map((size, axis) => size / elementAt(x.shape, axis));
    return [{ tensor: tf.tile(x, repeats), layout }];
  },
};
