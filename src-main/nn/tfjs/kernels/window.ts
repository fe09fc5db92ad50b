import * as tf from '@tensorflow/tfjs-core';
import { integerAttribute, integersAttribute } from '../../attributes.ts';
import type { Node } from '../../graph.ts';
import { untrainable } from '../operator.ts';

/** How a window slides over height and width. Pairs are of height and width. */
export interface Window {
  size: [number, number];
  strides: [number, number];
  /** Rows above, columns on the left. */
  before: [number, number];
  /** Rows below, columns on the right. */
  after: [number, number];
}

/**
 * A convolution's or pooling's window.
 * @param size where the attribute is absent, as that of a kernel
 * @throws FamiliarError `model-unsuitable` where it is dilated, rounds sizes up or pads by itself, which no network of ours does
 */
export function windowOf(node: Node, size?: readonly number[]): Window {
  const dilations = integersAttribute(node, 'dilations', [1, 1]);
  const ceil = integerAttribute(node, 'ceil_mode', 0);
  if (dilations.some((dilation) => dilation !== 1) || ceil !== 0 || 'auto_pad' in node.attributes) {
    throw untrainable(node, 'it is dilated, rounds sizes up or chooses its own padding');
  }
  const [height, width] = integersAttribute(node, 'kernel_shape', size);
  const [down, right] = integersAttribute(node, 'strides', [1, 1]);
  const [top, left, bottom, end] = integersAttribute(node, 'pads', [0, 0, 0, 0]);
  return { size: [height, width], strides: [down, right], before: [top, left], after: [bottom, end] };
}

/** Length of the output along height or width. */
export const outputLength = (input: number, axis: 0 | 1, { size, strides, before, after }: Window): number =>
  Math.floor((input + before[axis] + after[axis] - size[axis]) / strides[axis]) + 1;

export const isPadded = ({ before, after }: Window): boolean => [...before, ...after].some((pad) => pad > 0);

/** As TensorFlow.js wants it. */
export const explicitPads = ({ before, after }: Pick<Window, 'before' | 'after'>) =>
  [
    [0, 0],
    [before[0], after[0]],
    [before[1], after[1]],
    [0, 0],
  ] as [[number, number], [number, number], [number, number], [number, number]];

/** Adds rows and columns of a value around maps [batch, height, width, channels], or cuts them off where negative. */
export function frame(x: tf.Tensor4D, { before, after }: Pick<Window, 'before' | 'after'>, value = 0) {
  const cut = (pad: number) => Math.max(-pad, 0);
  const [batch, height, width, channels] = x.shape;
  let framed = x;
  if ([...before, ...after].some((pad) => pad < 0)) {
    const [top, left] = before.map(cut);
    framed = tf.slice(
      x,
      [0, top, left, 0],
      [batch, height - top - cut(after[0]), width - left - cut(after[1]), channels],
    );
  }
  const grown = (pads: readonly number[]) => pads.map((pad) => Math.max(pad, 0)) as [number, number];
  const pads = { before: grown(before), after: grown(after) };
  const any = [...pads.before, ...pads.after].some((pad) => pad > 0);
  return any ? tf.pad(framed, explicitPads(pads), value) : framed;
}
