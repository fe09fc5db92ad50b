import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { elementAt, required } from '../../../common/elements.ts';
import type { TensorFlow } from './tensorflow.ts';
import { isPadded, type Window } from '../window.ts';
import { explicitPads, frame } from './frame.ts';

/**
 * The two gradients of a convolution of one group, as convolutions and products that every backend of TensorFlow.js
 * computes fast. TensorFlow.js's own kernels are missing on wasm (by the kernel) or ten times slower than the
 * convolution (by the input). Maps are [batch, height, width, channels], kernels [height, width, in, out].
 */

type Pads = Pick<Window, 'before' | 'after'>;

/** Faces that are convolved at once: with more, what one pass reads no longer fits the processor's cache. */
const facesAtOnce = 16;

/** Tells whether the window is one pixel that does not skip: the convolution is a product of matrices. */
const isPointwise = (window: Window): boolean =>
  [...window.size, ...window.strides].every((length) => length === 1) && !isPadded(window);

const rows = (tf: TensorFlow, maps: Tensor4D): Tensor2D => tf.reshape(maps, [-1, maps.shape[3]]);

/** The gradient by the kernel: [height, width, in, out]. */
export function kernelGradient(tf: TensorFlow, x: Tensor4D, dy: Tensor4D, window: Window): Tensor4D {
  if (isPointwise(window)) {
    return tf.reshape(tf.matMul(tf.transpose(rows(tf, x)), rows(tf, dy)), [1, 1, x.shape[3], dy.shape[3]]);
  }
  const batch = x.shape[0];
  let sum: Tensor4D | undefined;
  for (let from = 0; from < batch; from += facesAtOnce) {
    const count = Math.min(facesAtOnce, batch - from);
    const part = correlate(tf, pick(tf, x, from, count), pick(tf, dy, from, count), window);
    sum = sum ? tf.add(sum, part) : part;
  }
  return tf.transpose(required(sum), [1, 2, 0, 3]);
}

const pick = (tf: TensorFlow, maps: Tensor4D, from: number, count: number): Tensor4D =>
  count === maps.shape[0] ? maps : tf.slice(maps, [from, 0, 0, 0], [count, -1, -1, -1]);

/**
 * The gradient by the kernel as a convolution: channels in stand for the batch, the batch stands for channels, and
 * `dy`, its pixels as far apart as the window strides, is the kernel.
 * @returns [in, height, width, out]
 */
function correlate(
  tf: TensorFlow,
  x: Tensor4D,
  dy: Tensor4D,
  { size, strides, before, after }: Window,
): Tensor4D {
  const [, height, width] = x.shape;
  const [, outHeight, outWidth] = dy.shape;
  // Rows and columns behind the last window, which no output has seen.
  const unseen = [
    height + before[0] + after[0] - size[0] - (outHeight - 1) * strides[0],
    width + before[1] + after[1] - size[1] - (outWidth - 1) * strides[1],
  ] as const;
  const ends = [after[0] - unseen[0], after[1] - unseen[1]] as const;
  const cut = { before: [0, 0], after: [Math.min(ends[0], 0), Math.min(ends[1], 0)] } satisfies Pads;
  const kept = { before, after: [Math.max(ends[0], 0), Math.max(ends[1], 0)] } satisfies Pads;
  const swapped = tf.transpose(frame(tf, x, cut), [3, 1, 2, 0]);
  const kernel = tf.transpose(dy, [1, 2, 0, 3]);
  return tf.conv2d(swapped, kernel, 1, explicitPads(kept), 'NHWC', strides);
}

/**
 * The gradient by the input. The input's pixels fall into `strides` phases a direction, those that the same part of
 * the kernel reaches: each phase is a convolution of `dy` with that part, turned by half a turn.
 * @param shape of the input
 */
export function inputGradient(
  tf: TensorFlow,
  dy: Tensor4D,
  kernel: Tensor4D,
  shape: readonly [number, number, number, number],
  window: Window,
): Tensor4D {
  const [batch, height, width, channels] = shape;
  if (isPointwise(window)) {
    return tf.reshape(tf.matMul(rows(tf, dy), tf.transpose(tf.reshape(kernel, [channels, -1]))), [
      batch,
      height,
      width,
      channels,
    ]);
  }
  const [down, right] = window.strides;
  const tapsTurned = turn(tf, kernel);
  const phase = (a: number, b: number): Tensor4D => {
    const vertical = phaseOf(a, height, dy.shape[1], 0, window);
    const horizontal = phaseOf(b, width, dy.shape[2], 1, window);
    const size = [batch, vertical.length, horizontal.length, channels] as const;
    if (vertical.taps.length === 0 || horizontal.taps.length === 0) return tf.zeros([...size]);
    const part: Tensor4D = tf.reshape(
      tf.concat(vertical.taps.flatMap((i) => horizontal.taps.map((j) => tapsTurned(i, j)))),
      [vertical.taps.length, horizontal.taps.length, dy.shape[3], channels],
    );
    const pads: Pads = {
      before: [vertical.before, horizontal.before],
      after: [vertical.after, horizontal.after],
    };
    const negative = [...pads.before, ...pads.after].some((pad) => pad < 0);
    return negative
      ? tf.conv2d(frame(tf, dy, pads), part, 1, 'valid')
      : tf.conv2d(dy, part, 1, explicitPads(pads));
  };
  if (down === 1 && right === 1) return phase(0, 0);
  const phases = Array.from({ length: down }, (_, a) => Array.from({ length: right }, (_, b) => phase(a, b)));
  return interleave(tf, phases, [batch, Math.ceil(height / down), Math.ceil(width / right), channels], shape);
}

/** The taps of the window that reach the pixels `phase`, `phase + stride`, ..., last tap first, and the pads of `dy`. */
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
function turn(tf: TensorFlow, kernel: Tensor4D): (row: number, column: number) => Tensor2D {
  const [height, width, channels, outputs] = kernel.shape;
  const taps = tf.split(tf.reshape(kernel, [height * width * channels, outputs]), height * width);
  return (row, column) => tf.transpose(elementAt(taps, row * width + column)) as Tensor2D;
}

/** Pixel (i down + a, j right + b) is pixel (i, j) of phase (a, b). */
function interleave(
  tf: TensorFlow,
  phases: Tensor4D[][],
  [batch, height, width, channels]: readonly [number, number, number, number],
  shape: readonly [number, number, number, number],
): Tensor4D {
  const lines = phases.map((line) => {
    const full = line.map((maps) =>
      frame(tf, maps, { before: [0, 0], after: [height - maps.shape[1], width - maps.shape[2]] }),
    );
    return tf.reshape(tf.concat(full, 3), [batch * height, width * line.length * channels]);
  });
  const all: Tensor4D = tf.reshape(tf.concat(lines, 1), [
    batch,
    height * phases.length,
    width * elementAt(phases, 0).length,
    channels,
  ]);
  return frame(tf, all, { before: [0, 0], after: [shape[1] - all.shape[1], shape[2] - all.shape[2]] });
}
