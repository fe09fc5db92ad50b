import * as tf from '@tensorflow/tfjs-core';
import { integerAttribute, integersAttribute } from '../../attributes.ts';
import { type Operator, positive } from '../operator.ts';
import { axisIn, type Layout, Value } from '../value.ts';
import { notGreater } from './elementwise.ts';

/**
 * An operator that reduces axes, by what it computes with the axes kept at length 1 and by its gradient
 * `gradient(dy, x, y)`, both of which have them kept as well.
 */
const reduction =
  (
    forward: (x: tf.Tensor, axes: number[]) => tf.Tensor,
    gradient: (dy: tf.Tensor, x: tf.Tensor, y: tf.Tensor, axes: number[]) => tf.Tensor,
  ): Operator =>
  ({ node, inputs: [input] }) => {
    const rank = input.shape.length;
    const all = input.shape.map((_, axis) => axis);
    const axes = integersAttribute(node, 'axes', all).map((axis) => positive(axis, rank));
    const keeps = integerAttribute(node, 'keepdims', 1) === 1;
    const layout: Layout = keeps && input.layout === 'last' ? 'last' : 'plain';
    const x = input.as(layout);
    const places = axes.map((axis) => axisIn(layout, axis));
    const y = forward(x, places);
    const shape = input.shape.filter((_, axis) => !axes.includes(axis));
    return {
      outputs: [keeps ? new Value(y, layout) : new Value(tf.reshape(y, shape))],
      pull([dy]) {
        const kept = keeps ? dy!.as(layout) : tf.reshape(dy!.as('plain'), y.shape);
        return [new Value(gradient(kept, x, y, places), layout)];
      },
    };
  };

/** Where several are the largest, the gradient is shared among them. */
export const reduceMax = reduction(
  (x, axes) => tf.max(x, axes, true),
  (dy, x, y, axes) => {
    const largest = notGreater(y, x);
    return tf.mul(largest, tf.div(dy, tf.sum(largest, axes, true)));
  },
);

/** Shorter lengths than this count as this in gradients, so that a zero vector has the gradient zero. */
const shortest = 1e-20;

export const reduceL2 = reduction(
  (x, axes) => tf.sqrt(tf.sum(tf.square(x), axes, true)),
  (dy, x, y) => tf.mul(x, tf.div(dy, tf.maximum(y, shortest))),
);
