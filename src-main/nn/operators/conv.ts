import type { Tensor4D } from '@tensorflow/tfjs-core';
import { elementAt } from '../../common/elements.ts';
import { convolve } from './kernels/convolution.ts';
import { integerAttribute, integersAttribute } from './attributes.ts';
import { last, noGradient, type Operator } from './operator.ts';
import { check, mapSizes, sizes } from './shapes.ts';
import { windowAttributes, windowOf, windowPositions } from './window.ts';

/** A convolution of maps [batch, channels, height, width] with kernels [filters, channels of a group, height, width]. */
export const conv: Operator = {
  shape: ({ node, shape, shapes }) => {
    const { batch, channels, spatial } = mapSizes(shape(0));
    const [kernel, bias] = [shape(1), shapes[2]];
    const { batch: filters, channels: perGroup, spatial: window } = mapSizes(kernel);
    const group = integerAttribute(node, 'group', 1);
    check(channels === perGroup * group, () => `a kernel of ${sizes(kernel)} takes no ${channels} channels`);
    check(
      !bias || (bias.length === 1 && bias[0] === filters),
      () => `${filters} channels have no bias of ${sizes(bias)}`,
    );
    return [[batch, filters, ...windowPositions(node, spatial, window)]];
  },
  gradient: ({ graph, node, shape, input, gradient, wants }) => {
    if (integersAttribute(node, 'dilations', [1, 1]).some((dilation) => dilation !== 1)) {
      throw noGradient(node, 'it is dilated');
    }
    const attributes = {
      ...windowAttributes(node, shape(1).slice(2)),
      group: integerAttribute(node, 'group', 1),
    };
    const byInput = () =>
      graph.node('ConvInputGradient', [gradient, input(1)], {
        ...attributes,
        input_shape: shape(0).slice(1),
      });
    const bias = () => graph.node('ReduceSum', [gradient, graph.integers([0, 2, 3])], { keepdims: 0 });
    return [
      wants(0) ? byInput() : undefined,
      wants(1) ? graph.node('ConvKernelGradient', [input(0), gradient], attributes) : undefined,
      wants(2) ? bias() : undefined,
    ];
  },
  kernel: ({ tf, node, inputs, input }) => {
    const window = windowOf(node, input(1).shape.slice(2));
    const group = integerAttribute(node, 'group', 1);
    const x = input(0).as('last') as Tensor4D;
    const y = convolve(tf, x, input(1).as('kernel') as Tensor4D, { window, group });
    const bias = inputs[2]?.as('plain');
    return [last(bias ? tf.add(y, bias) : y)];
  },
};

/** Tells whether every channel is convolved by itself, to one channel. */
export const isDepthwise = (input: readonly number[], kernel: readonly number[], group: number): boolean =>
  group > 1 && elementAt(input, 1) === group && elementAt(kernel, 0) === group;
