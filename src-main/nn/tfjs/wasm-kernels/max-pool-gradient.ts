import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { addFloat32, float32At } from '../../../common/typed-arrays.ts';

const kernelName = 'MaxPoolGrad';

/**
 * Puts a right gradient of max pooling in the place of the one that TensorFlow.js has for wasm. That one keeps, for a
 * pixel which is the largest of several windows, what only the last of them hands back instead of the sum.
 */
export function registerMaxPoolGradient(): void {
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc({ inputs, attrs, backend }) {
      const wasm = backend as BackendWasm;
      const { dy, input } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
      const { filterSize, strides, pad } = attrs as unknown as {
        filterSize: [number, number];
        strides: [number, number];
        pad: 'valid';
      };
      const shape = input.shape as [number, number, number, number];
      const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
      const dx = wasm.makeOutput(shape, 'float32');
      const heap = (tensor: tf.TensorInfo) => wasm.typedArrayFromHeap(tensor) as Float32Array;
      scatter(heap(input), heap(dy), heap(dx).fill(0), info);
      return dx;
    },
  });
}

/** Adds each of `dy` to the pixel that was the largest of its window, the first of them where there are several. */
function scatter(
  x: Float32Array,
  dy: Float32Array,
  dx: Float32Array,
  info: tf.backend_util.Conv2DInfo,
): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels: channels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  let out = 0;
  for (let batch = 0; batch < batchSize; batch++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const corner = ((batch * inHeight + row * strideHeight) * inWidth + column * strideWidth) * channels;
        for (let channel = 0; channel < channels; channel++, out++) {
          let largest = corner + channel;
          for (let i = 0; i < filterHeight; i++) {
            let place = corner + i * inWidth * channels + channel;
            for (let j = 0; j < filterWidth; j++, place += channels) {
              if (float32At(x, place) > float32At(x, largest)) largest = place;
            }
          }
          addFloat32(dx, largest, float32At(dy, out));
        }
      }
    }
  }
}
