import * as tf from '@tensorflow/tfjs-core';
import { explicitPads, frame, isPadded, type Window } from './window.ts';

/**
 * The two gradients of a convolution, out of operations that every backend of TensorFlow.js has and is fast at. Its
 * own kernels are missing on wasm (by the filter) or ten times slower than the convolution (by the input).
 * Maps are [batch, height, width, channels], kernels [height, width, in, out].
 */

/** A convolution without bias, and its gradients where they are asked for. */
export interface Convolved {
  y: tf.Tensor4D;
  byInput(dy: tf.Tensor4D): tf.Tensor4D;
  byKernel(dy: tf.Tensor4D): tf.Tensor4D;
}

/** So many faces are convolved at once: with more, what one pass reads no longer fits the processor's cache. */
const facesAtOnce = 16;

/** A convolution of one pixel's channels is a product of matrices. */
export const isPointwise = (window: Window): boolean =>
  [...window.size, ...window.strides].every((length) => length === 1) && !isPadded(window);

const rows = (maps: tf.Tensor4D): tf.Tensor2D => tf.reshape(maps, [-1, maps.shape[3]]);

/** The gradient by the kernel: [height, width, in, out]. */
export function kernelGradient(x: tf.Tensor4D, dy: tf.Tensor4D, window: Window): tf.Tensor4D {
  if (isPointwise(window)) {
    return tf.reshape(tf.matMul(tf.transpose(rows(x)), rows(dy)), [1, 1, x.shape[3], dy.shape[3]]);
  }
  const batch = x.shape[0];
  let sum: tf.Tensor4D | undefined;
  for (let from = 0; from < batch; from += facesAtOnce) {
    const count = Math.min(facesAtOnce, batch - from);
    const part = correlate(pick(x, from, count), pick(dy, from, count), window);
    sum = sum ? tf.add(sum, part) : part;
  }
  return tf.transpose(sum!, [1, 2, 0, 3]);
}

const pick = (maps: tf.Tensor4D, from: number, count: number): tf.Tensor4D =>
  count === maps.shape[0] ? maps : tf.slice(maps, [from, 0, 0, 0], [count, -1, -1, -1]);

/**
 * The gradient by the kernel as a convolution: channels in stand for the batch, the batch stands for channels, and
 * `dy`, its pixels as far apart as the window strides, is the kernel.
 * @returns [in, height, width, out]
 */
function correlate(x: tf.Tensor4D, dy: tf.Tensor4D, { size, strides, before, after }: Window): tf.Tensor4D {
  const [, height, width] = x.shape;
  const [, outHeight, outWidth] = dy.shape;
  // Where the strides do not come out even, the last rows and columns were never looked at.
  const unseen = [
    height + before[0] + after[0] - size[0] - (outHeight - 1) * strides[0],
    width + before[1] + after[1] - size[1] - (outWidth - 1) * strides[1],
  ];
  const pads = { before, after: after.map((pad, axis) => pad - unseen[axis]) as [number, number] };
  const cut = { before: [0, 0], after: pads.after.map((pad) => Math.min(pad, 0)) } as typeof pads;
  const kept = { before, after: pads.after.map((pad) => Math.max(pad, 0)) } as typeof pads;
  const swapped = tf.transpose(frame(x, cut), [3, 1, 2, 0]);
  const kernel = tf.transpose(dy, [1, 2, 0, 3]);
  return tf.conv2d(swapped, kernel, 1, explicitPads(kept), 'NHWC', strides);
}

/**
 * The gradient by the input. The input's pixels fall into `strides` phases a direction, those that the same part of
 * the kernel reaches: each phase is a convolution of `dy` with that part, turned by half a turn.
 * @param shape of the input
 */
export function inputGradient(
  dy: tf.Tensor4D,
  kernel: tf.Tensor4D,
  shape: readonly number[],
  window: Window,
): tf.Tensor4D {
  const [batch, height, width, channels] = shape;
  if (isPointwise(window)) {
    return tf.reshape(tf.matMul(rows(dy), tf.transpose(tf.reshape(kernel, [channels, -1]))), [
      batch,
      height,
      width,
      channels,
    ]);
  }
  const [down, right] = window.strides;
  const tapsTurned = turn(kernel);
  const phase = (a: number, b: number) => {
    const vertical = phaseOf(a, height, dy.shape[1], 0, window);
    const horizontal = phaseOf(b, width, dy.shape[2], 1, window);
    const size = [batch, vertical.length, horizontal.length, channels] as const;
    if (vertical.taps.length === 0 || horizontal.taps.length === 0) return tf.zeros<tf.Rank.R4>([...size]);
    const part = tf.reshape(
      tf.concat(vertical.taps.flatMap((i) => horizontal.taps.map((j) => tapsTurned(i, j)))),
      [vertical.taps.length, horizontal.taps.length, dy.shape[3], channels],
    ) as tf.Tensor4D;
    const pads = {
      before: [vertical.before, horizontal.before] as [number, number],
      after: [vertical.after, horizontal.after] as [number, number],
    };
    const negative = [...pads.before, ...pads.after].some((pad) => pad < 0);
    return negative
      ? tf.conv2d(frame(dy, pads), part, 1, 'valid')
      : tf.conv2d(dy, part, 1, explicitPads(pads));
  };
  if (down === 1 && right === 1) return phase(0, 0);
  const phases = Array.from({ length: down }, (_, a) => Array.from({ length: right }, (_, b) => phase(a, b)));
  return interleave(phases, [batch, Math.ceil(height / down), Math.ceil(width / right), channels], shape);
}

/** Which taps of the window reach the pixels `phase`, `phase + stride`, ..., last tap first, and the pads of `dy`. */
function phaseOf(phase: number, input: number, output: number, axis: 0 | 1, window: Window) {
  const { size, strides, before } = window;
  const stride = strides[axis];
  const length = Math.ceil((input - phase) / stride);
  const first = (phase + before[axis]) % stride;
  const offset = Math.floor((phase + before[axis]) / stride);
  const taps: number[] = [];
  for (let tap = first; tap < size[axis]; tap += stride) taps.unshift(tap);
  return { length, taps, before: taps.length - 1 - offset, after: length + offset - output };
}

/** The kernel's taps, in and out exchanged: [out, in] of a row and column. */
function turn(kernel: tf.Tensor4D): (row: number, column: number) => tf.Tensor2D {
  const [height, width, channels, outputs] = kernel.shape;
  const taps = tf.split(tf.reshape(kernel, [height * width * channels, outputs]), height * width);
  return (row, column) => tf.transpose(taps[row * width + column]) as tf.Tensor2D;
}

/** Pixel (i down + a, j right + b) is pixel (i, j) of phase (a, b). */
function interleave(
  phases: tf.Tensor4D[][],
  [batch, height, width, channels]: number[],
  shape: readonly number[],
): tf.Tensor4D {
  const lines = phases.map((line) => {
    const full = line.map((maps) =>
      frame(maps, { before: [0, 0], after: [height - maps.shape[1], width - maps.shape[2]] }),
    );
    return tf.reshape(tf.concat(full, 3), [batch * height, width * line.length * channels]);
  });
  const all = tf.reshape(tf.concat(lines, 1), [
    batch,
    height * phases.length,
    width * phases[0].length,
    channels,
  ]) as tf.Tensor4D;
  return frame(all, { before: [0, 0], after: [shape[1] - all.shape[1], shape[2] - all.shape[2]] });
}
