import { integerAttribute, integersAttribute } from '../attributes.ts';
import type { Backward, GradientRule } from './rule.ts';

const windowOf = ({ node }: Backward) => ({
  window: integersAttribute(node, 'kernel_shape'),
  strides: integersAttribute(node, 'strides', [1, 1]),
  pads: integersAttribute(node, 'pads', [0, 0, 0, 0]),
});

/**
 * Each place of a window has an equal part. With a stride of 1, a place's part is the mean over the windows that it is
 * in: pooling again, padded as widely as windows reach beyond the border.
 */
export const averagePool: GradientRule = (backward) => {
  const { graph, node, shapes, outputShape, gradient } = backward;
  const { window, strides, pads } = windowOf(backward);
  if (pads.some((pad) => pad !== 0) && !integerAttribute(node, 'count_include_pad', 0)) {
    throw new RangeError(`no gradient for ${node.outputs[0]}: its windows are smaller at the border`);
  }
  if (strides.every((stride) => stride === 1)) {
    const beyond = pads.map((pad, side) => window[side % 2] - 1 - pad);
    return [
      graph.node('AveragePool', [gradient], { kernel_shape: window, pads: beyond, count_include_pad: 1 }),
    ];
  }
  const [, channels, ...size] = shapes[0];
  const share = 1 / (window[0] * window[1]);
  const kernel = graph.floats(new Array<number>(channels * window[0] * window[1]).fill(share), [
    channels,
    1,
    ...window,
  ]);
  // Rows and columns behind the last window, which no output has seen.
  const unseen = size.map(
    (length, axis) =>
      length + pads[axis] + pads[axis + 2] - ((outputShape[axis + 2] - 1) * strides[axis] + window[axis]),
  );
  return [
    graph.node('ConvTranspose', [gradient, kernel], {
      kernel_shape: window,
      strides,
      pads,
      group: channels,
      output_padding: unseen,
    }),
  ];
};

/**
 * The greatest number of each window has it all: the first one from the top left, where several are equal. One that
 * is the greatest of several windows has the sum of theirs.
 */
export const maxPool: GradientRule = (backward) => {
  const { graph, node, shapes, gradient } = backward;
  const [x] = node.inputs;
  const [, ...rest] = shapes[0];
  const [, places] = graph.nodes('MaxPool', [x], node.attributes, 2);
  const flat = (value: string) => graph.node('Reshape', [value, graph.integers([-1])]);
  const nothing = graph.node('ConstantOfShape', [graph.node('Shape', [flat(x)])]);
  const added = graph.node('ScatterElements', [nothing, flat(places), flat(gradient)], {
    axis: 0,
    reduction: 'add',
  });
  return [graph.node('Reshape', [added, graph.integers([-1, ...rest])])];
};

export const globalAveragePool: GradientRule = ({
  graph,
  shapes: [[, channels, height, width]],
  gradient,
}) => {
  const part = graph.node('Mul', [gradient, graph.floats([1 / (height * width)], [])]);
  return [graph.node('Expand', [part, graph.integers([1, channels, height, width])])];
};
