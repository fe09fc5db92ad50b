import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../graph.ts';

/**
 * How a value's numbers lie in memory. ONNX's order is `plain`. TensorFlow.js convolves maps with the channels
 * last (`last`: batch, height, width, channels), and wants kernels as height, width, in, out (`kernel`).
 */
export type Layout = 'plain' | 'last' | 'kernel';

/** Axis k of a layout is axis `orders[layout][k]` of ONNX's order. */
const orders = { last: [0, 2, 3, 1], kernel: [2, 3, 1, 0] } as const;

/** The layout's axes in ONNX's order: axis k of that is axis `inverse(layout)[k]` of the layout. */
const inverse = (layout: 'last' | 'kernel'): number[] => [0, 1, 2, 3].map((axis) => axisIn(layout, axis));

/** Where ONNX's axis (0 or more) stands in a layout. */
export const axisIn = (layout: Layout, axis: number): number =>
  layout === 'plain' ? axis : (orders[layout] as readonly number[]).indexOf(axis);

/** Numbers, one an axis, brought from ONNX's order to a layout's. */
export const inLayout = <T>(layout: Layout, perAxis: readonly T[]): T[] =>
  layout === 'plain' ? [...perAxis] : orders[layout].map((axis) => perAxis[axis]);

/** Dimensions in a layout, brought to ONNX's order. */
const fromLayout = (layout: Layout, dims: readonly number[]): number[] =>
  layout === 'plain' ? [...dims] : inverse(layout).map((axis) => dims[axis]);

/**
 * A value of the graph, or a gradient. It is made in one layout; others are made when asked for and kept beside it.
 */
export class Value {
  /** The layout in which it came about. */
  readonly layout: Layout;
  /** In ONNX's order. */
  readonly shape: readonly number[];
  readonly #tensors = new Map<Layout, tf.Tensor>();
  readonly #lasting: boolean;

  /** @param lasting whether it outlives the tidy in which it is used, until it is disposed of */
  constructor(tensor: tf.Tensor, layout: Layout = 'plain', lasting = false) {
    this.layout = layout;
    this.#lasting = lasting;
    this.shape = fromLayout(layout, tensor.shape);
    this.#tensors.set(layout, tensor);
  }

  /** Belongs to the value: not to be disposed of by who asks. */
  as(layout: Layout): tf.Tensor {
    let tensor = this.#tensors.get(layout);
    if (!tensor) {
      tensor = this.#convert(layout);
      if (this.#lasting) tf.keep(tensor);
      this.#tensors.set(layout, tensor);
    }
    return tensor;
  }

  dispose(): void {
    for (const tensor of this.#tensors.values()) tensor.dispose();
    this.#tensors.clear();
  }

  #convert(layout: Layout): tf.Tensor {
    const source = this.#tensors.get(this.layout)!;
    if (source.rank !== 4) throw new Error(`a value of ${source.rank} dimensions has only its plain layout`);
    if (this.layout === 'plain') return rearrange(source, orders[layout as 'last' | 'kernel']);
    const plain = layout === 'plain' ? undefined : this.as('plain');
    return plain
      ? rearrange(plain, orders[layout as 'last' | 'kernel'])
      : rearrange(source, inverse(this.layout));
  }
}

/** Transposes, or only renames the axes where no number moves because the axes that change places have length 1. */
export function rearrange(tensor: tf.Tensor, order: readonly number[]): tf.Tensor {
  const moving = order.filter((axis) => tensor.shape[axis] !== 1);
  const stays = moving.every((axis, i) => i === 0 || axis > moving[i - 1]);
  if (stays)
    return tf.reshape(
      tensor,
      order.map((axis) => tensor.shape[axis]),
    );
  return tf.transpose(tensor, [...order]);
}

/** Uploads an initialiser. Whole numbers (shapes, axes) are read from the graph instead, never computed with. */
export function upload({ dims, data, type }: Tensor): tf.Tensor {
  return type === 'float32'
    ? tf.tensor(data, [...dims], 'float32')
    : tf.tensor(Int32Array.from(data, Number), [...dims], 'int32');
}
