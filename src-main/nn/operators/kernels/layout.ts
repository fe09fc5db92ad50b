import type { Tensor } from '@tensorflow/tfjs-core';
import { elementAt } from '../../../common/elements.ts';
import type { TensorFlow } from './tensorflow.ts';

/**
 * The order in which a value's axes lie in memory. ONNX's order is `plain`. TensorFlow.js convolves maps with the
 * channels last (`last`: batch, height, width, channels) and takes kernels as height, width, in, out (`kernel`).
 */
export type Layout = 'plain' | 'last' | 'kernel';

/** Axis k of a layout is axis `orders[layout][k]` of ONNX's order. */
const orders = { last: [0, 2, 3, 1], kernel: [2, 3, 1, 0] } as const;

/** The place of an ONNX axis (0 or more) in a layout. */
export const axisIn = (layout: Layout, axis: number): number =>
  layout === 'plain' ? axis : (orders[layout] as readonly number[]).indexOf(axis);

/** Items, one per axis, brought from ONNX's order to a layout's. */
export const inLayout = <T>(layout: Layout, perAxis: readonly T[]): T[] =>
  layout === 'plain' ? [...perAxis] : orders[layout].map((axis) => elementAt(perAxis, axis));

/** The layout's axes in ONNX's order: axis k of that order is axis `inverse(layout)[k]` of the layout. */
const inverse = (layout: 'last' | 'kernel'): number[] => [0, 1, 2, 3].map((axis) => axisIn(layout, axis));

/** Dimensions of a tensor in a layout, brought to ONNX's order. */
export const plainDims = (layout: Layout, dims: readonly number[]): number[] =>
  layout === 'plain' ? [...dims] : inverse(layout).map((axis) => elementAt(dims, axis));

/** Brings a tensor of four dimensions from ONNX's order to a layout. */
export const rearranged = (tf: TensorFlow, tensor: Tensor, layout: Layout): Tensor =>
  layout === 'plain' ? tensor : transposed(tf, tensor, orders[layout]);

/** Brings a tensor of four dimensions from a layout to ONNX's order. */
export const plainOf = (tf: TensorFlow, tensor: Tensor, layout: 'last' | 'kernel'): Tensor =>
  transposed(tf, tensor, inverse(layout));

/** Transposes. Where only axes of length 1 change places, no number moves, and the tensor is reshaped instead. */
export function transposed(tf: TensorFlow, tensor: Tensor, order: readonly number[]): Tensor {
  const moving = order.filter((axis) => tensor.shape[axis] !== 1);
  const stays = moving.every((axis, i) => i === 0 || axis > elementAt(moving, i - 1));
  if (!stays) return tf.transpose(tensor, [...order]);
  return tf.reshape(
    tensor,
    order.map((axis) => elementAt(tensor.shape, axis)),
  );
}
