import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './tensorflow.ts';
import { type Layout, plainDims, plainOf, rearranged } from './layout.ts';

/** A value of a graph as tensors. It is made in one layout; others are made when asked for and kept beside it. */
export class Value {
  /** The layout in which the value was made. */
  readonly layout: Layout;
  /** In ONNX's order. */
  readonly shape: readonly number[];
  readonly #tf: TensorFlow;
  readonly #made: Tensor;
  readonly #tensors = new Map<Layout, Tensor>();
  readonly #lasting: boolean;

  /** @param lasting keeps the tensors after the tidy in which they are made, until the value is disposed of */
  constructor(tf: TensorFlow, tensor: Tensor, layout: Layout = 'plain', lasting = false) {
    this.#tf = tf;
    this.#made = tensor;
    this.layout = layout;
    this.#lasting = lasting;
    this.shape = plainDims(layout, tensor.shape);
    this.#tensors.set(layout, lasting ? tf.keep(tensor) : tensor);
  }

  /** The value in a layout. The tensor belongs to the value: callers do not dispose of it. */
  as(layout: Layout): Tensor {
    let tensor = this.#tensors.get(layout);
    if (!tensor) {
      tensor = this.#convert(layout);
      if (this.#lasting) this.#tf.keep(tensor);
      this.#tensors.set(layout, tensor);
    }
    return tensor;
  }

  dispose(): void {
    for (const tensor of this.#tensors.values()) tensor.dispose();
    this.#tensors.clear();
  }

  #convert(layout: Layout): Tensor {
    if (this.shape.length !== 4) {
      throw new Error(`a value of ${this.shape.length} dimensions has only its plain layout`);
    }
    if (this.layout === 'plain') return rearranged(this.#tf, this.#made, layout);
    if (layout === 'plain') return plainOf(this.#tf, this.#made, this.layout);
    return rearranged(this.#tf, this.as('plain'), layout);
  }
}
