import type { Tensor4D } from '@tensorflow/tfjs-core';
import { elementAt } from '../../../common/elements.ts';
import type { TensorFlow } from './tensorflow.ts';
import type { Window } from '../window.ts';
import { frame, unframe } from './frame.ts';
import { sumRows } from './sums.ts';

/**
 * A convolution of every channel by itself, and its gradients. TensorFlow.js has no kernels for the gradients on wasm,
 * so they go through the kernel tap by tap. Maps are [batch, height, width, channels], kernels [height, width, 1,
 * channels].
 */
export function convolve(tf: TensorFlow, x: Tensor4D, kernel: Tensor4D, window: Window): Tensor4D {
  const [height, width, , channels] = kernel.shape;
  const filters: Tensor4D = tf.reshape(kernel, [height, width, channels, 1]);
  return tf.depthwiseConv2d(frame(tf, x, window), filters, window.strides, 'valid');
}

export function kernelGradient(tf: TensorFlow, x: Tensor4D, dy: Tensor4D, window: Window): Tensor4D {
  const padded = frame(tf, x, window);
  const [batch, , , channels] = padded.shape;
  const [, outHeight, outWidth] = dy.shape;
  const [down, right] = window.strides;
  const sums = tapsOf(window.size).map(([row, column]) => {
    const seen = tf.stridedSlice(
      padded,
      [0, row, column, 0],
      [batch, row + (outHeight - 1) * down + 1, column + (outWidth - 1) * right + 1, channels],
      [1, down, right, 1],
    );
    return sumRows(tf, tf.reshape(tf.mul(seen, dy), [-1, channels]));
  });
  return tf.reshape(tf.stack(sums), [...window.size, 1, channels]);
}

export function inputGradient(
  tf: TensorFlow,
  dy: Tensor4D,
  kernel: Tensor4D,
  [, inHeight, inWidth]: readonly number[],
  window: Window,
): Tensor4D {
  const { before, after } = window;
  const height = (inHeight ?? 0) + before[0] + after[0];
  const width = (inWidth ?? 0) + before[1] + after[1];
  const spread = dilate(tf, dy, window.strides);
  const weights = tf.unstack(tf.reshape(kernel, [-1, kernel.shape[3]]));
  const reached = tapsOf(window.size).map(([row, column], tap) =>
    frame(tf, tf.mul(spread, elementAt(weights, tap)), {
      before: [row, column],
      after: [height - row - spread.shape[1], width - column - spread.shape[2]],
    }),
  );
  return unframe(
    tf,
    reached.reduce((total, part) => tf.add(total, part)),
    window,
  );
}

/** Row and column of every tap of a window, row by row. */
const tapsOf = ([height, width]: [number, number]): [number, number][] =>
  Array.from({ length: height * width }, (_, tap) => [Math.floor(tap / width), tap % width]);

/** Puts zeros between the pixels, so that they lie `strides` apart. */
function dilate(tf: TensorFlow, maps: Tensor4D, [down, right]: [number, number]): Tensor4D {
  if (down === 1 && right === 1) return maps;
  const [batch, height, width, channels] = maps.shape;
  const wide = tf.pad(tf.reshape(maps, [batch * height, width, channels]), [
    [0, 0],
    [0, 0],
    [0, (right - 1) * channels],
  ]);
  const high = tf.pad(tf.reshape(wide, [batch, height, width * right * channels]), [
    [0, 0],
    [0, 0],
    [0, (down - 1) * width * right * channels],
  ]);
  const spread: Tensor4D = tf.reshape(high, [batch, height * down, width * right, channels]);
  return frame(tf, spread, { before: [0, 0], after: [1 - down, 1 - right] });
}
