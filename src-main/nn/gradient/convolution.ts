import { integerAttribute, integersAttribute } from '../attributes.ts';
import type { Backward } from './rule.ts';

/**
 * [Note: Gradients of a convolution]
 * By the input: the transposed convolution with the same kernel; with a stride of 1 that is a convolution with the
 * kernel turned about, which CPUs are given in a faster form.
 * By the kernel: each of its places sees the input shifted by that place. With all shifted inputs under one another
 * as a matrix [places x channels, batch x outputs], and the gradient as [filters, batch x outputs], it is one product
 * of matrices, which keeps a CPU's arithmetic units busy as no convolution with a kernel as large as a picture does.
 * Where each channel has a kernel of its own (depthwise), a place's gradient is the sum of the gradient times the input
 * shifted by that place, channel by channel.
 */
export function convolutionGradients(backward: Backward): (string | undefined)[] {
  const { graph, node, gradient, wants } = backward;
  const group = integerAttribute(node, 'group', 1);
  const isDepthwise = group > 1 && isOfEachChannel(backward, group);
  if (group !== 1 && !isDepthwise) {
    throw new RangeError(`no gradient for ${node.outputs[0]}: it has groups of several channels`);
  }
  if (integersAttribute(node, 'dilations', [1, 1]).some((dilation) => dilation !== 1)) {
    throw new RangeError(`no gradient for ${node.outputs[0]}: it is dilated`);
  }
  return [
    wants(0) ? byInput(backward) : undefined,
    wants(1) ? (isDepthwise ? byChannelKernel(backward) : byKernel(backward)) : undefined,
    wants(2) ? graph.node('ReduceSum', [gradient, graph.integers([0, 2, 3])], { keepdims: 0 }) : undefined,
  ];
}

const isOfEachChannel = ({ shapes: [input, kernel] }: Backward, group: number): boolean =>
  input[1] === group && kernel[0] === group;

function slidingOf({ node, shapes: [, kernel] }: Backward) {
  return {
    window: kernel.slice(2),
    strides: integersAttribute(node, 'strides', [1, 1]),
    pads: integersAttribute(node, 'pads', [0, 0, 0, 0]),
  };
}

function byInput(backward: Backward): string {
  const { graph, node, shapes, outputShape, gradient } = backward;
  const { window, strides, pads } = slidingOf(backward);
  const group = integerAttribute(node, 'group', 1);
  const beyond = pads.map((pad, side) => window[side % 2] - 1 - pad);
  if (strides.every((stride) => stride === 1) && beyond.every((pad) => pad >= 0)) {
    const turned = graph.node('Slice', [
      node.inputs[1],
      graph.integers([-1, -1]),
      graph.integers(window.map((size) => -size - 1)),
      graph.integers([2, 3]),
      graph.integers([-1, -1]),
    ]);
    const kernel = group === 1 ? graph.node('Transpose', [turned], { perm: [1, 0, 2, 3] }) : turned;
    return graph.node('Conv', [gradient, kernel], { kernel_shape: window, pads: beyond, group });
  }
  const [, , ...input] = shapes[0];
  // Rows and columns behind the last window, which no output has seen.
  const unseen = input.map(
    (size, axis) =>
      size + pads[axis] + pads[axis + 2] - ((outputShape[axis + 2] - 1) * strides[axis] + window[axis]),
  );
  return graph.node('ConvTranspose', [gradient, node.inputs[1]], {
    kernel_shape: window,
    strides,
    pads,
    group,
    output_padding: unseen,
  });
}

/** The input with zeros around it. */
function padded(backward: Backward): string {
  const { graph, node } = backward;
  const [top, left, bottom, right] = slidingOf(backward).pads;
  const [x] = node.inputs;
  if (top === 0 && left === 0 && bottom === 0 && right === 0) return x;
  return graph.node('Pad', [x, graph.integers([0, 0, top, left, 0, 0, bottom, right])]);
}

/** What each place of a kernel sees of a padded input, row by row. */
function shiftedInputs(backward: Backward, input: string): string[] {
  const { graph, outputShape } = backward;
  const { window, strides } = slidingOf(backward);
  const reach = strides.map((stride, axis) => (outputShape[axis + 2] - 1) * stride + 1);
  return Array.from({ length: window[0] * window[1] }, (_, place) => {
    const [row, column] = [Math.floor(place / window[1]), place % window[1]];
    return graph.node('Slice', [
      input,
      graph.integers([row, column]),
      graph.integers([row + reach[0], column + reach[1]]),
      graph.integers([2, 3]),
      graph.integers(strides),
    ]);
  });
}

function byChannelKernel(backward: Backward): string {
  const { graph, shapes, gradient } = backward;
  const [, kernel] = shapes;
  const places = shiftedInputs(backward, padded(backward)).map((seen) => {
    const product = graph.node('Mul', [seen, gradient]);
    const sum = graph.node('ReduceSum', [product, graph.integers([0, 2, 3])], { keepdims: 0 });
    return graph.node('Reshape', [sum, graph.integers([kernel[0], 1])]);
  });
  const byPlace = graph.node('Concat', places, { axis: 1 });
  return graph.node('Reshape', [byPlace, graph.integers(kernel)]);
}

function byKernel(backward: Backward): string {
  const { graph, shapes, gradient } = backward;
  const { window } = slidingOf(backward);
  const [, kernel] = shapes;
  const [filters, channels] = kernel;
  const byChannel = graph.node('Transpose', [padded(backward)], { perm: [1, 0, 2, 3] });
  const shifted = shiftedInputs(backward, byChannel).map((seen) =>
    graph.node('Reshape', [seen, graph.integers([channels, -1])]),
  );
  const inputs = graph.node('Concat', shifted, { axis: 0 });
  const byFilter = graph.node('Transpose', [gradient], { perm: [1, 0, 2, 3] });
  const outputs = graph.node('Reshape', [byFilter, graph.integers([filters, -1])]);
  const product = graph.node('Gemm', [outputs, inputs], { transB: 1 });
  const places = graph.node('Reshape', [product, graph.integers([filters, window[0] * window[1], channels])]);
  const ordered = graph.node('Transpose', [places], { perm: [0, 2, 1] });
  return graph.node('Reshape', [ordered, graph.integers(kernel)]);
}
