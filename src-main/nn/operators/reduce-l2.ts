import { reductionKernel, reductionShape, withAxes } from './reduction.ts';
import type { Operator } from './operator.ts';

/** Shorter lengths count as this in gradients, so that a zero vector has the gradient zero. */
const shortest = 1e-20;

/** The Euclidean length along axes: dx = x dy / y. */
export const reduceL2: Operator = {
  shape: reductionShape,
  gradient: (node) => {
    const { graph, input, output, gradient } = node;
    const length = graph.node('Max', [withAxes(node, output), graph.floats([shortest], [])]);
    return [graph.node('Mul', [input(0), graph.node('Div', [withAxes(node, gradient), length])])];
  },
  kernel: reductionKernel((tf, x, axes) => tf.sqrt(tf.sum(tf.square(x), axes, true))),
};
