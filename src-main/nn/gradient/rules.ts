import { integerAttribute, integersAttribute } from '../attributes.ts';
import type { Node } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import type { Shape } from '../shapes.ts';
import { convolutionGradients } from './convolution.ts';

/** What an operator's rule may look at, and write its part of the gradient into. */
export interface Backward {
  graph: GraphBuilder;
  node: Node;
  /** Of the inputs and of the output, for a batch of 1. */
  shapes: readonly Shape[];
  outputShape: Shape;
  /** Gradient by the node's output, of its shape. */
  gradient: string;
  /** Whether the gradient by the input at this place is asked for. */
  wants(place: number): boolean;
  /**
   * Numbers of the input at this place, which say how the operator works.
   * @throws RangeError where it is no constant of the graph
   */
  constant(place: number): readonly number[];
}

/**
 * @returns gradients by the inputs, in order; undefined where none was asked for
 * @throws RangeError where the operator is used in a way that has no rule
 */
type GradientRule = (backward: Backward) => (string | undefined)[];

const through: GradientRule = ({ gradient }) => [gradient];

/** Where the output is above 0, so was the input. */
const rectifier: GradientRule = ({ graph, node, gradient }) => {
  const positive = graph.node('Greater', [node.outputs[0], graph.floats([0], [])]);
  return [graph.node('Where', [positive, gradient, graph.floats([0], [])])];
};

/** Operands of one shape: the gradient by a stretched one would be a sum, which our networks do not need. */
const sum: GradientRule = ({ node, shapes: [a, b], gradient }) => {
  if (a.slice(1).join() !== b.slice(1).join()) {
    throw new RangeError(`no gradient for ${node.operator} of ${a.join('x')} and ${b.join('x')}`);
  }
  return [gradient, gradient];
};

/** What was padded away does not count. */
const padding: GradientRule = ({ graph, node, shapes: [x], gradient, constant }) => {
  const pads = constant(1);
  const axes = x.map((_, axis) => axis).slice(1);
  const starts = axes.map((axis) => pads[axis]);
  const ends = axes.map((axis) => pads[axis] + x[axis]);
  if (pads[0] !== 0 || pads[x.length] !== 0) throw new RangeError(`${node.outputs[0]} pads the batch`);
  const places = [starts, ends, axes].map((numbers) => graph.integers(numbers));
  return [graph.node('Slice', [gradient, ...places])];
};

/** Each place of a window has an equal part; windows that do not overlap cover the input but for its last rows. */
const averagePool: GradientRule = ({ graph, node, shapes: [x], outputShape, gradient }) => {
  const window = integersAttribute(node, 'kernel_shape');
  const strides = integersAttribute(node, 'strides', [1, 1]);
  const pads = integersAttribute(node, 'pads', [0, 0, 0, 0]);
  if (pads.some((pad) => pad !== 0)) throw new RangeError(`no gradient for ${node.outputs[0]}: it is padded`);
  const [, channels, height, width] = x;
  const share = 1 / (window[0] * window[1]);
  const kernel = graph.floats(new Array<number>(channels * window[0] * window[1]).fill(share), [
    channels,
    1,
    ...window,
  ]);
  const left = [height, width].map(
    (size, axis) => size - ((outputShape[axis + 2] - 1) * strides[axis] + window[axis]),
  );
  return [
    graph.node('ConvTranspose', [gradient, kernel], {
      kernel_shape: window,
      strides,
      group: channels,
      output_padding: left,
    }),
  ];
};

const globalAveragePool: GradientRule = ({ graph, shapes: [[, channels, height, width]], gradient }) => {
  const part = graph.node('Mul', [gradient, graph.floats([1 / (height * width)], [])]);
  return [graph.node('Expand', [part, graph.integers([1, channels, height, width])])];
};

/** The batch, whose size is not known, is what is left. */
const reshaping: GradientRule = ({ graph, shapes: [[, ...rest]], gradient }) => [
  graph.node('Reshape', [gradient, graph.integers([-1, ...rest])]),
];

/** Y = X W + b, neither transposed. */
const dense: GradientRule = ({ graph, node, gradient, wants }) => {
  if (integerAttribute(node, 'transA', 0) || integerAttribute(node, 'transB', 0)) {
    throw new RangeError(`no gradient for ${node.outputs[0]}: an operand is transposed`);
  }
  const [x, weights] = node.inputs;
  return [
    wants(0) ? graph.node('Gemm', [gradient, weights], { transB: 1 }) : undefined,
    wants(1) ? graph.node('Gemm', [x, gradient], { transA: 1 }) : undefined,
    wants(2) ? graph.node('ReduceSum', [gradient, graph.integers([0])], { keepdims: 0 }) : undefined,
  ];
};

/** y = x / |x|, so that dx = (dy - y (y . dy)) / |x|. */
const unitLength: GradientRule = ({ graph, node, gradient }) => {
  const axis = integerAttribute(node, 'axis', -1);
  if (integerAttribute(node, 'p', 2) !== 2) throw new RangeError(`${node.outputs[0]} is of another norm`);
  const [x] = node.inputs;
  const [y] = node.outputs;
  const along = graph.node('ReduceSum', [graph.node('Mul', [y, gradient]), graph.integers([axis])]);
  const across = graph.node('Sub', [gradient, graph.node('Mul', [y, along])]);
  return [graph.node('Div', [across, graph.node('ReduceL2', [x], { axes: [axis] })])];
};

/** The operators that our face networks use behind their first pooling, and those that end a trained graph. */
export const gradientRules: Readonly<Record<string, GradientRule>> = {
  Add: sum,
  AveragePool: averagePool,
  Conv: convolutionGradients,
  Flatten: reshaping,
  Gemm: dense,
  GlobalAveragePool: globalAveragePool,
  Identity: through,
  LpNormalization: unitLength,
  Pad: padding,
  Relu: rectifier,
  Reshape: reshaping,
};
