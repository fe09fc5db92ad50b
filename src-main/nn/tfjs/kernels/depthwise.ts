import * as tf from '@tensorflow/tfjs-core';
import type { Convolved } from './convolution-gradients.ts';
import { sumRows } from './sums.ts';
import { frame, type Window } from './window.ts';

/**
 * A convolution of every channel by itself. Its gradients are gone through tap by tap: TensorFlow.js has no kernels
 * for them on wasm.
 * @param x [batch, height, width, channels]
 * @param kernel [height, width, 1, channels]
 */
export function depthwise(x: tf.Tensor4D, kernel: tf.Tensor4D, window: Window): Convolved {
  const [kernelHeight, kernelWidth, , channels] = kernel.shape;
  const padded = frame(x, window);
  const [batch, height, width] = padded.shape;
  const [down, right] = window.strides;
  const filters = tf.reshape(kernel, [kernelHeight, kernelWidth, channels, 1]) as tf.Tensor4D;
  const places = Array.from({ length: kernelHeight * kernelWidth }, (_, tap) => [
    Math.floor(tap / kernelWidth),
    tap % kernelWidth,
  ]);

  return {
    y: tf.depthwiseConv2d(padded, filters, window.strides, 'valid'),

    byKernel(dy) {
      const [, outHeight, outWidth] = dy.shape;
      const sums = places.map(([row, column]) => {
        const seen = tf.stridedSlice(
          padded,
          [0, row, column, 0],
          [batch, row + (outHeight - 1) * down + 1, column + (outWidth - 1) * right + 1, channels],
          [1, down, right, 1],
        );
        return sumRows(tf.reshape(tf.mul(seen, dy), [-1, channels]));
      });
      return tf.reshape(tf.stack(sums), [kernelHeight, kernelWidth, 1, channels]);
    },

    byInput(dy) {
      const spread = dilate(dy, window.strides);
      const taps = tf.unstack(tf.reshape(kernel, [-1, channels]));
      const reached = places.map(([row, column], tap) =>
        frame(tf.mul(spread, taps[tap]), {
          before: [row, column],
          after: [height - row - spread.shape[1], width - column - spread.shape[2]],
        }),
      );
      const sum = reached.reduce((total, part) => tf.add(total, part));
      const { before, after } = window;
      const negate = (pads: [number, number]) => pads.map((pad) => -pad) as [number, number];
      return frame(sum, { before: negate(before), after: negate(after) });
    },
  };
}

/** Puts zeros between the pixels, so that they lie `strides` apart. */
function dilate(maps: tf.Tensor4D, [down, right]: [number, number]): tf.Tensor4D {
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
  const spread = tf.reshape(high, [batch, height * down, width * right, channels]) as tf.Tensor4D;
  return frame(spread, { before: [0, 0], after: [1 - down, 1 - right] });
}
