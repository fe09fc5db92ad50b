import { float32At, numberAt } from '../../common/typed-arrays.ts';
import { elementAt } from '../../common/elements.ts';
import { elementCount, type FloatTensor } from '../graph.ts';

/** Looks a trained tensor up by its name in the source. @throws Error where there is none */
export type WeightSource = (name: string) => FloatTensor;

/** The parameters of a convolution as ONNX takes them. */
export interface Convolution {
  /** [output channels, input channels / group, height, width] */
  kernel: FloatTensor;
  /** One number an output channel. */
  bias: Float32Array;
}

/** The tensor with its axes in another order: axis k of the result is axis `order[k]` of the source. */
export function permute({ dims, data }: FloatTensor, order: readonly number[]): FloatTensor {
  const sourceStrides = dims.map((_, axis) => elementCount(dims.slice(axis + 1)));
  const target = order.map((axis) => numberAt(dims, axis));
  const strides = order.map((axis) => numberAt(sourceStrides, axis));
  const permuted = new Float32Array(data.length);
  const index = new Array<number>(target.length).fill(0);
  let source = 0;
  for (let i = 0; i < permuted.length; i++) {
    permuted[i] = float32At(data, source);
    for (let axis = target.length - 1; axis >= 0; axis--) {
      source += elementAt(strides, axis);
      const next = numberAt(index, axis) + 1;
      index[axis] = next;
      if (next < numberAt(target, axis)) break;
      source -= elementAt(strides, axis) * elementAt(target, axis);
      index[axis] = 0;
    }
  }
  return { type: 'float32', dims: target, data: permuted };
}

/** TensorFlow's [height, width, in, out] as ONNX's [out, in, height, width]. */
export const fromTensorFlow = (filters: FloatTensor): FloatTensor => permute(filters, [3, 2, 0, 1]);

/** TensorFlow's depthwise [height, width, channels, 1] as ONNX's [channels, 1, height, width]. */
export const fromTensorFlowDepthwise = (filters: FloatTensor): FloatTensor => permute(filters, [2, 3, 0, 1]);

/**
 * Folds a scale and an offset of each output channel, applied after the convolution, into it: the result
 * computes `scale * (kernel * x + bias) + offset`. Exact up to rounding, also at padded borders, since
 * padding stands before the convolution.
 */
export function foldScale(
  { kernel, bias }: Convolution,
  scale: ArrayLike<number>,
  offset: ArrayLike<number>,
): Convolution {
  const perChannel = elementCount(kernel.dims.slice(1));
  return {
    kernel: { ...kernel, data: kernel.data.map((w, i) => w * numberAt(scale, Math.floor(i / perChannel))) },
    bias: bias.map((b, channel) => b * numberAt(scale, channel) + numberAt(offset, channel)),
  };
}

/** Keeps the given output channels of a convolution, in that order. */
export function selectChannels({ kernel, bias }: Convolution, channels: readonly number[]): Convolution {
  const size = elementCount(kernel.dims.slice(1));
  const data = new Float32Array(channels.length * size);
  channels.forEach((channel, i) => {
    data.set(kernel.data.subarray(channel * size, (channel + 1) * size), i * size);
  });
  return {
    kernel: { type: 'float32', dims: [channels.length, ...kernel.dims.slice(1)], data },
    bias: Float32Array.from(channels, (channel) => float32At(bias, channel)),
  };
}
