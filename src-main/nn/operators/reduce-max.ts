import { attributeAxes, reductionKernel, reductionShape, withAxes } from './reduction.ts';
import type { Operator } from './operator.ts';

/** The maximum along axes. Where several numbers are the largest, they share the gradient. */
export const reduceMax: Operator = {
  shape: reductionShape,
  gradient: (node) => {
    const { graph, input, output, gradient, shape } = node;
    const { axes } = attributeAxes(node.node, shape(0));
    const isLargest = graph.node('GreaterOrEqual', [input(0), withAxes(node, output)]);
    const largest = graph.node('Where', [isLargest, graph.floats([1], []), graph.floats([0], [])]);
    const count = graph.node('ReduceSum', [largest, graph.integers(axes)]);
    return [graph.node('Mul', [largest, graph.node('Div', [withAxes(node, gradient), count])])];
  },
  kernel: reductionKernel((tf, x, axes) => tf.max(x, axes, true)),
};
