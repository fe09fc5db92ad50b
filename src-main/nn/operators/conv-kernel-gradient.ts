import type { Tensor4D } from '@tensorflow/tfjs-core';
import { elementAt } from '../../common/elements.ts';
import { kernelGradient } from './kernels/convolution.ts';
import { integerAttribute, integersAttribute } from './attributes.ts';
import { isDepthwise } from './conv.ts';
import type { Operator, Shape, Writing } from './operator.ts';
import { windowAttributes, windowOf } from './window.ts';

/**
 * The gradient of a convolution by its kernel, from x and dy. Attributes: those of Conv.
 *
 * [Note: Gradient by a kernel]
 * Each place of the kernel sees the input shifted by that place. With all shifted inputs under one another as a matrix
 * [places x channels, batch x outputs], and dy as [filters, batch x outputs], the gradient is one product of matrices,
 * which keeps a CPU's arithmetic units busy as no convolution with a kernel as large as a picture does. Where each
 * channel has a kernel of its own (depthwise), a place's gradient is the sum of dy times the input shifted by that place,
 * channel by channel. In other groups of channels, each is by itself.
 */
export const convKernelGradient: Operator = {
  shape: ({ node, shape }) => {
    const group = integerAttribute(node, 'group', 1);
    const window = integersAttribute(node, 'kernel_shape');
    return [[elementAt(shape(1), 1), elementAt(shape(0), 1) / group, ...window]];
  },
  expansion: (writing) => {
    const { graph, node, input, shape, outputShape } = writing;
    const group = integerAttribute(node, 'group', 1);
    const [filters, channels] = [elementAt(outputShape, 0), elementAt(outputShape, 1)];
    if (group === 1) return ofOneGroup(writing, input(0), input(1), outputShape);
    if (isDepthwise(shape(0), outputShape, group)) return ofEachChannel(writing, filters);
    const parts = (value: string, length: number) => graph.split(value, 1, Array<number>(group).fill(length));
    const outputs = parts(input(1), filters / group);
    const each = parts(input(0), channels).map((x, g) =>
      ofOneGroup(writing, x, elementAt(outputs, g), [filters / group, ...outputShape.slice(1)]),
    );
    return graph.node('Concat', each, { axis: 0 });
  },
  kernel: ({ tf, node, input }) => {
    const window = windowOf(node);
    const group = integerAttribute(node, 'group', 1);
    const [x, dy] = [input(0).as('last') as Tensor4D, input(1).as('last') as Tensor4D];
    return [{ tensor: kernelGradient(tf, x, dy, { window, group }), layout: 'kernel' }];
  },
};

function ofOneGroup(writing: Writing, x: string, dy: string, kernel: Shape): string {
  const { graph } = writing;
  const [filters = 0, channels = 0, height = 0, width = 0] = kernel;
  const byChannel = graph.node('Transpose', [padded(writing, x)], { perm: [1, 0, 2, 3] });
  const shifted = shiftedInputs(writing, byChannel).map((seen) =>
    graph.node('Reshape', [seen, graph.integers([channels, -1])]),
  );
  const inputs = graph.node('Concat', shifted, { axis: 0 });
  const byFilter = graph.node('Transpose', [dy], { perm: [1, 0, 2, 3] });
  const outputs = graph.node('Reshape', [byFilter, graph.integers([filters, -1])]);
  const product = graph.node('Gemm', [outputs, inputs], { transB: 1 });
  const places = graph.node('Reshape', [product, graph.integers([filters, height * width, channels])]);
  const ordered = graph.node('Transpose', [places], { perm: [0, 2, 1] });
  return graph.node('Reshape', [ordered, graph.integers(kernel)]);
}

function ofEachChannel(writing: Writing, channels: number): string {
  const { graph, input, outputShape } = writing;
  const places = shiftedInputs(writing, padded(writing, input(0))).map((seen) => {
    const product = graph.node('Mul', [seen, input(1)]);
    const sum = graph.node('ReduceSum', [product, graph.integers([0, 2, 3])], { keepdims: 0 });
    return graph.node('Reshape', [sum, graph.integers([channels, 1])]);
  });
  const byPlace = graph.node('Concat', places, { axis: 1 });
  return graph.node('Reshape', [byPlace, graph.integers(outputShape)]);
}

/** The input with zeros around it. */
function padded({ graph, node }: Writing, x: string): string {
  const [top = 0, left = 0, bottom = 0, right = 0] = integersAttribute(node, 'pads');
  if (top === 0 && left === 0 && bottom === 0 && right === 0) return x;
  return graph.node('Pad', [x, graph.integers([0, 0, top, left, 0, 0, bottom, right])]);
}

/** The part of a padded input that each place of a kernel sees, row by row. */
function shiftedInputs({ graph, node, shape }: Writing, input: string): string[] {
  const { kernel_shape: window, strides } = windowAttributes(node, []);
  const reach = strides.map((stride, axis) => (elementAt(shape(1), axis + 2) - 1) * stride + 1);
  const [height = 0, width = 0] = window;
  return Array.from({ length: height * width }, (_, place) => {
    const [row, column] = [Math.floor(place / width), place % width];
    return graph.node('Slice', [
      input,
      graph.integers([row, column]),
      graph.integers([row + elementAt(reach, 0), column + elementAt(reach, 1)]),
      graph.integers([2, 3]),
      graph.integers(strides),
    ]);
  });
}
