import type { Tensor4D } from '@tensorflow/tfjs-core';
import { elementAt } from '../../common/elements.ts';
import type { Node } from '../graph.ts';
import { unframe } from './kernels/frame.ts';
import { integersAttribute } from './attributes.ts';
import { last, type Operator } from './operator.ts';
import { unseenSizes, windowAttributes, windowOf } from './window.ts';

/**
 * The gradient of average pooling by its input, from dy; padding counts in the means. Attributes: those of the window,
 * and `input_shape` (channels, height, width). Each place of a window has an equal part. With a stride of 1, a place's
 * part is the mean over the windows that it is in: pooling again, padded as widely as windows reach beyond the border.
 */
export const averagePoolGradient: Operator = {
  shape: ({ node, shape }) => [[elementAt(shape(0), 0), ...inputShape(node)]],
  expansion: ({ graph, node, input, shape }) => {
    const attributes = windowAttributes(node, [1, 1]);
    const { kernel_shape: window, strides, pads } = attributes;
    if (strides.every((stride) => stride === 1)) {
      const beyond = pads.map((pad, side) => elementAt(window, side % 2) - 1 - pad);
      return graph.node('AveragePool', [input(0)], {
        kernel_shape: window,
        pads: beyond,
        count_include_pad: 1,
      });
    }
    const [channels = 0, ...size] = inputShape(node);
    const places = elementAt(window, 0) * elementAt(window, 1);
    const shares = new Array<number>(channels * places).fill(1 / places);
    const kernel = graph.floats(shares, [channels, 1, ...window]);
    return graph.node('ConvTranspose', [input(0), kernel], {
      ...attributes,
      group: channels,
      output_padding: unseenSizes(size, shape(0).slice(2), attributes),
    });
  },
  kernel: ({ tf, node, input }) => {
    const window = windowOf(node);
    const { before, after, size, strides } = window;
    const dy = input(0).as('last') as Tensor4D;
    const [channels = 0, height = 0, width = 0] = inputShape(node);
    // TensorFlow.js reads no more of the input than its shape.
    const framed = tf.zeros([
      dy.shape[0],
      height + before[0] + after[0],
      width + before[1] + after[1],
      channels,
    ]);
    const attributes = { filterSize: size, strides, pad: 'valid' };
    const dx = tf.engine().runKernel<Tensor4D>('AvgPoolGrad', { dy, input: framed }, attributes);
    return [last(unframe(tf, dx, window))];
  },
};

const inputShape = (node: Node): readonly number[] => integersAttribute(node, 'input_shape');
