import { floatAttribute, integerAttribute } from '../attributes.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import type { GradientRule } from './rule.ts';

/** y = x / |x|, so that dx = (dy - y (y . dy)) / |x|. */
export const unitLength: GradientRule = ({ graph, node, gradient }) => {
  const axis = integerAttribute(node, 'axis', -1);
  if (integerAttribute(node, 'p', 2) !== 2) throw new RangeError(`${node.outputs[0]} is of another norm`);
  const [x] = node.inputs;
  const [y] = node.outputs;
  const along = graph.node('ReduceSum', [graph.node('Mul', [y, gradient]), graph.integers([axis])]);
  const across = graph.node('Sub', [gradient, graph.node('Mul', [y, along])]);
  return [graph.node('Div', [across, graph.node('ReduceL2', [x], { axes: [axis] })])];
};

/**
 * y = x s^-beta, where s = bias + alpha m, and m is the mean square of the channels around. So a channel's gradient is
 * dy s^-beta - 2 alpha beta x m', where m' is the mean of dy y / s over the channels that it is around.
 */
export const responseNormalisation: GradientRule = ({ graph, node, shapes, gradient }) => {
  const size = integerAttribute(node, 'size');
  const alpha = floatAttribute(node, 'alpha', 1e-4);
  const beta = floatAttribute(node, 'beta', 0.75);
  const bias = floatAttribute(node, 'bias', 1);
  const [x] = node.inputs;
  const [y] = node.outputs;
  const [, ...rest] = shapes[0];
  const number = (value: number) => graph.floats([value], []);

  const squares = graph.node('Mul', [x, x]);
  const mean = meanOfChannels(graph, squares, rest, size);
  const scale = graph.node('Add', [graph.node('Mul', [mean, number(alpha)]), number(bias)]);
  const own = graph.node('Mul', [gradient, graph.node('Pow', [scale, number(-beta)])]);
  const lowered = graph.node('Div', [graph.node('Mul', [gradient, y]), scale]);
  const around = meanOfChannels(graph, lowered, rest, size);
  const fromOthers = graph.node('Mul', [graph.node('Mul', [around, number(2 * alpha * beta)]), x]);
  return [graph.node('Sub', [own, fromOthers])];
};

/**
 * Of each channel with those around it, an odd number, zeros beyond the first and the last: average pooling along the
 * channels.
 */
function meanOfChannels(
  graph: GraphBuilder,
  x: string,
  [channels, height, width]: readonly number[],
  size: number,
): string {
  const beside = (size - 1) / 2;
  const upright = graph.node('Reshape', [x, graph.integers([-1, 1, channels, height * width])]);
  const mean = graph.node('AveragePool', [upright], {
    kernel_shape: [size, 1],
    pads: [beside, 0, beside, 0],
    count_include_pad: 1,
  });
  return graph.node('Reshape', [mean, graph.integers([-1, channels, height, width])]);
}
