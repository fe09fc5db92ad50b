import type { TensorFlow } from './kernels/tensorflow.ts';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Node } from '../graph.ts';
import { axisIn } from './kernels/layout.ts';
import type { Value } from './kernels/value.ts';
import { integerAttribute, integersAttribute } from './attributes.ts';
import type { Differentiation, Kernel, Shape, ShapeRule } from './operator.ts';
import { axesOf, positiveAxis, reducedShape } from './shapes.ts';

/** The axes that a reduction sums up, and whether the output keeps them at length 1. */
export interface Reduced {
  axes: readonly number[];
  keeps: boolean;
}

/** The axes of ReduceL2, ReduceMax and ReduceMean stand in an attribute; all axes where it is absent. */
export const attributeAxes = (node: Node, shape: Shape): Reduced => ({
  axes: integersAttribute(node, 'axes', axesOf(shape)).map((axis) => positiveAxis(axis, shape.length)),
  keeps: keepsAxes(node),
});

export const keepsAxes = (node: Node): boolean => integerAttribute(node, 'keepdims', 1) === 1;

export const reductionShape: ShapeRule = ({ node, shape }) => {
  const { axes, keeps } = attributeAxes(node, shape(0));
  return [reducedShape(shape(0), axes, keeps)];
};

/** The kernel of a reduction, from one that keeps the axes at length 1. */
export const reductionKernel =
  (reduce: (tf: TensorFlow, x: Tensor, axes: number[]) => Tensor): Kernel =>
  ({ tf, node, input }) => {
    const value = input(0);
    return [reduced(tf, value, attributeAxes(node, value.shape), reduce)];
  };

export function reduced(
  tf: TensorFlow,
  value: Value,
  { axes, keeps }: Reduced,
  reduce: (tf: TensorFlow, x: Tensor, axes: number[]) => Tensor,
) {
  const layout = keeps && value.layout === 'last' ? ('last' as const) : ('plain' as const);
  const y = reduce(
    tf,
    value.as(layout),
    axes.map((axis) => axisIn(layout, axis)),
  );
  return keeps
    ? { tensor: y, layout }
    : { tensor: tf.reshape(y, [...reducedShape(value.shape, axes, false)]), layout };
}

/** An output or its gradient with the reduced axes at length 1, so that it broadcasts to the input. */
export function withAxes({ graph, node, shape }: Differentiation, value: string): string {
  const x = shape(0);
  const { axes, keeps } = attributeAxes(node, x);
  if (keeps) return value;
  // The size of the batch is not known.
  const [batch = 1, ...sizes] = reducedShape(x, axes, true);
  return graph.node('Reshape', [value, graph.integers([axes.includes(0) ? batch : -1, ...sizes])]);
}
