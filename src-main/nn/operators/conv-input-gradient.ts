import type { Tensor4D } from '@tensorflow/tfjs-core';
import { elementAt } from '../../common/elements.ts';
import type { Node } from '../graph.ts';
import { inputGradient } from './kernels/convolution.ts';
import { integerAttribute, integersAttribute } from './attributes.ts';
import { isDepthwise } from './conv.ts';
import { last, type Operator } from './operator.ts';
import { unseenSizes, windowAttributes, windowOf } from './window.ts';

/**
 * The gradient of a convolution by its input, from dy and the kernel. Attributes: those of Conv, and `input_shape`
 * (channels, height, width). It is the transposed convolution with the same kernel; with a stride of 1 that is a
 * convolution with the kernel turned about, which CPUs are given in a faster form.
 */
export const convInputGradient: Operator = {
  shape: ({ node, shape }) => [[elementAt(shape(0), 0), ...inputShape(node)]],
  expansion: ({ graph, node, input, shape, outputShape }) => {
    const attributes = windowAttributes(node, shape(1).slice(2));
    const { kernel_shape: window, strides, pads } = attributes;
    const group = integerAttribute(node, 'group', 1);
    const beyond = pads.map((pad, side) => elementAt(window, side % 2) - 1 - pad);
    const turns = group === 1 || isDepthwise(outputShape, shape(1), group);
    if (turns && strides.every((stride) => stride === 1) && beyond.every((pad) => pad >= 0)) {
      const turned = graph.node('Slice', [
        input(1),
        graph.integers([-1, -1]),
        graph.integers(window.map((size) => -size - 1)),
        graph.integers([2, 3]),
        graph.integers([-1, -1]),
      ]);
      const kernel = group === 1 ? graph.node('Transpose', [turned], { perm: [1, 0, 2, 3] }) : turned;
      return graph.node('Conv', [input(0), kernel], { kernel_shape: window, pads: beyond, group });
    }
    return graph.node('ConvTranspose', [input(0), input(1)], {
      ...attributes,
      group,
      output_padding: unseenSizes(outputShape.slice(2), shape(0).slice(2), attributes),
    });
  },
  kernel: ({ tf, node, input }) => {
    const window = windowOf(node);
    const group = integerAttribute(node, 'group', 1);
    const dy = input(0).as('last') as Tensor4D;
    const [channels = 0, height = 0, width = 0] = inputShape(node);
    const shape = [dy.shape[0], height, width, channels] as const;
    return [last(inputGradient(tf, dy, input(1).as('kernel') as Tensor4D, shape, { window, group }))];
  },
};

const inputShape = (node: Node): readonly number[] => integersAttribute(node, 'input_shape');
