import type { TensorFlow } from './kernels/tensorflow.ts';
import type { Tensor } from '@tensorflow/tfjs-core';
import { axisIn, type Layout, rearranged } from './kernels/layout.ts';
import type { Value } from './kernels/value.ts';
import type { Application, Differentiation, Kernel, Shape } from './operator.ts';

/** Maps stay in the layout that they have; a plain operand beside one follows it. */
export const layoutOf = (values: readonly Value[]): Layout =>
  values.some(({ layout }) => layout === 'last') ? 'last' : 'plain';

/** The layout of a value whose axes are cut, joined or reduced: maps with the channels last stay as they are. */
export const ownLayout = ({ layout }: Value): Layout => (layout === 'last' ? 'last' : 'plain');

/** An operand in a layout. One with fewer dimensions than a map gets leading axes of length 1 first. */
export function operand(tf: TensorFlow, value: Value, layout: Layout): Tensor {
  if (layout === 'plain' || value.shape.length === 4) return value.as(layout);
  const shape = [...Array<number>(4 - value.shape.length).fill(1), ...value.shape];
  return rearranged(tf, tf.reshape(value.as('plain'), shape), layout);
}

/** The kernel of an operator of one operand. */
export const unary =
  (compute: (tf: TensorFlow, x: Tensor) => Tensor): Kernel =>
  (application) => {
    const value = application.input(0);
    const layout = layoutOf([value]);
    return [{ tensor: compute(application.tf, value.as(layout)), layout }];
  };

/** The kernel of an operator of two operands that are broadcast. */
export const binary =
  (compute: (tf: TensorFlow, a: Tensor, b: Tensor) => Tensor): Kernel =>
  (application) => {
    const { tf } = application;
    const operands = [application.input(0), application.input(1)] as const;
    const layout = layoutOf(operands);
    const [a, b] = [operand(tf, operands[0], layout), operand(tf, operands[1], layout)];
    return [{ tensor: compute(tf, a, b), layout }];
  };

/**
 * 1 where a > b, 0 elsewhere. Masks are floats: TensorFlow.js's WebGPU backend does not always convert its booleans.
 */
export const greater = (tf: TensorFlow, a: Tensor, b: Tensor | number): Tensor =>
  b === 0 ? tf.step(a) : tf.step(tf.sub(a, b));

/** 1 where a <= b, 0 elsewhere. */
export const notGreater = (tf: TensorFlow, a: Tensor, b: Tensor): Tensor => tf.sub(1, greater(tf, a, b));

/** Tells whether an input is the constant number 0. */
export function isZero({ initialiser }: Application, place: number): boolean {
  const tensor = initialiser(place);
  return tensor?.type === 'float32' && tensor.data.length === 1 && tensor.data[0] === 0;
}

/**
 * The gradient by an operand that was broadcast: summed over the axes along which the operand was repeated.
 * @param gradient of the output's shape
 * @param shape of the operand
 */
export function sumTo({ graph, outputShape }: Differentiation, gradient: string, shape: Shape): string {
  const added = outputShape.length - shape.length;
  const axes = outputShape.flatMap((size, axis) => ((shape[axis - added] ?? 1) === size ? [] : [axis]));
  const whole = axes.length === 0 ? gradient : graph.node('ReduceSum', [gradient, graph.integers(axes)]);
  return added === 0 ? whole : graph.node('Reshape', [whole, graph.integers(shape)]);
}

/** The place of an ONNX axis in a value's own layout. */
export const placeOf = (value: Value, axis: number): number => axisIn(ownLayout(value), axis);
