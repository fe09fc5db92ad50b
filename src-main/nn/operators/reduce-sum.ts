import { axisIn } from './kernels/layout.ts';
import { sumOver } from './kernels/sums.ts';
import { type Operands, type Operator, plain, type Shape } from './operator.ts';
import { keepsAxes, reduced } from './reduction.ts';
import { axesOf, positiveAxis, reducedShape } from './shapes.ts';

/** The sum along axes, which the second input holds. */
export const reduceSum: Operator = {
  shape: ({ node, shape, constant }) => {
    const x = shape(0);
    return [reducedShape(x, summedAxes(constant, x), keepsAxes(node))];
  },
  kernel: ({ tf, node, input, constant }) => {
    const value = input(0);
    const axes = summedAxes(constant, value.shape);
    // A bias of a convolution: with the channels last, the summed axes come first, which is the fast case.
    const layout = value.shape.length === 4 && axes.join() === '0,2,3' ? 'last' : 'plain';
    const places = axes.map((axis) => axisIn(layout, axis));
    if (places.every((place, i) => place === i) && places.length < value.shape.length) {
      const sum = sumOver(tf, value.as(layout), places);
      return [plain(tf.reshape(sum, [...reducedShape(value.shape, axes, keepsAxes(node))]))];
    }
    return [reduced(tf, value, { axes, keeps: keepsAxes(node) }, (_, x, at) => tf.sum(x, at, true))];
  },
};

function summedAxes(constant: Operands['constant'], shape: Shape): number[] {
  return (constant(1) ?? axesOf(shape)).map((axis) => positiveAxis(axis, shape.length));
}
