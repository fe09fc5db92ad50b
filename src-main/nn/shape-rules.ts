import { integerAttribute, integersAttribute } from './attributes.ts';
import { elementCount, type Node } from './graph.ts';

/** Sizes along each axis; all are known. */
export type Shape = readonly number[];

/** What an operator's shape rule may look at. */
export interface Operands {
  node: Node;
  /** Of the inputs, in order. */
  shapes: readonly Shape[];
  /**
   * Numbers of the input at this place, which say how the operator works: a shape, pads, axes.
   * @returns undefined where the node has no such input
   * @throws Error where it is no constant of the graph
   */
  constant(place: number): readonly number[] | undefined;
}

/** @returns shapes of the outputs, in order @throws Error where the operands do not go together */
export type ShapeRule = (operands: Operands) => readonly Shape[];

function check(fits: boolean, otherwise: () => string): void {
  if (!fits) throw new Error(otherwise());
}

const sizes = (shape: Shape) => (shape.length === 0 ? 'a scalar' : shape.join('x'));

const unchanged: ShapeRule = ({ shapes: [x] }) => [x];

/** Axes may be counted from the end: -1 is the last. */
const axisOf = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);

/** Elementwise, with axes of length 1 stretched and missing ones in front taken as 1, as NumPy does. */
const broadcast: ShapeRule = ({ shapes }) => [
  shapes.reduce((first, second) => {
    const rank = Math.max(first.length, second.length);
    return Array.from({ length: rank }, (_, axis) => {
      const a = first[axis - rank + first.length] ?? 1;
      const b = second[axis - rank + second.length] ?? 1;
      check(a === b || a === 1 || b === 1, () => `${sizes(first)} and ${sizes(second)} do not go together`);
      return a === 1 ? b : a;
    });
  }),
];

/** Positions of a window that slides over the axes behind batch and channels. */
function windowed({ node }: Operands, spatial: Shape, window: Shape): Shape {
  const once = spatial.map(() => 1);
  const strides = integersAttribute(node, 'strides', once);
  const dilations = integersAttribute(node, 'dilations', once);
  const pads = integersAttribute(
    node,
    'pads',
    spatial.flatMap(() => [0, 0]),
  );
  return spatial.map((size, axis) => {
    const padded = size + pads[axis] + pads[axis + spatial.length];
    const reach = (window[axis] - 1) * dilations[axis] + 1;
    check(padded >= reach, () => `a window of ${sizes(window)} does not fit into ${sizes(spatial)}`);
    return Math.floor((padded - reach) / strides[axis]) + 1;
  });
}

const convolution: ShapeRule = (operands) => {
  const [[batch, channels, ...spatial], kernel, bias] = operands.shapes;
  const group = integerAttribute(operands.node, 'group', 1);
  const [out, perGroup, ...window] = kernel;
  check(channels === perGroup * group, () => `a kernel of ${sizes(kernel)} takes no ${channels} channels`);
  check(
    !bias || (bias.length === 1 && bias[0] === out),
    () => `${out} channels have no bias of ${sizes(bias)}`,
  );
  return [[batch, out, ...windowed(operands, spatial, window)]];
};

const pooling: ShapeRule = (operands) => {
  const [batch, channels, ...spatial] = operands.shapes[0];
  return [
    [batch, channels, ...windowed(operands, spatial, integersAttribute(operands.node, 'kernel_shape'))],
  ];
};

/** Rows of A times columns of B, each transposed first where the node says so. */
const gemm: ShapeRule = ({ node, shapes: [a, b, bias] }) => {
  const [rows, inner] = integerAttribute(node, 'transA', 0) ? [a[1], a[0]] : a;
  const [taken, columns] = integerAttribute(node, 'transB', 0) ? [b[1], b[0]] : b;
  check(inner === taken, () => `${sizes(a)} and ${sizes(b)} cannot be multiplied`);
  if (bias) {
    const [sum] = broadcast({ node, shapes: [[rows, columns], bias], constant: () => undefined });
    check(elementCount(sum) === rows * columns, () => `${rows}x${columns} has no bias of ${sizes(bias)}`);
  }
  return [[rows, columns]];
};

const matrixProduct: ShapeRule = ({ node, shapes: [a, b] }) => {
  const [rows, inner] = a.slice(-2);
  const [taken, columns] = b.slice(-2);
  check(
    a.length >= 2 && b.length >= 2 && inner === taken,
    () => `${sizes(a)} and ${sizes(b)} cannot be multiplied`,
  );
  const shapes = [a.slice(0, -2), b.slice(0, -2)];
  return [[...broadcast({ node, shapes, constant: () => undefined })[0], rows, columns]];
};

const concatenation: ShapeRule = ({ node, shapes }) => {
  const [first] = shapes;
  const axis = axisOf(integerAttribute(node, 'axis'), first.length);
  for (const shape of shapes) {
    const fits = shape.length === first.length && shape.every((size, k) => k === axis || size === first[k]);
    check(fits, () => `${sizes(first)} and ${sizes(shape)} cannot be joined along axis ${axis}`);
  }
  return [
    first.with(
      axis,
      shapes.reduce((sum, shape) => sum + shape[axis], 0),
    ),
  ];
};

const splitting: ShapeRule = ({ node, shapes: [x], constant }) => {
  const axis = axisOf(integerAttribute(node, 'axis', 0), x.length);
  const lengths = constant(1) ?? node.outputs.map(() => x[axis] / node.outputs.length);
  const whole = lengths.reduce((sum, length) => sum + length, 0) === x[axis];
  check(
    whole && lengths.length === node.outputs.length,
    () => `${x[axis]} cannot be cut into ${lengths.join(', ')}`,
  );
  return lengths.map((length) => x.with(axis, length));
};

const slicing: ShapeRule = ({ shapes: [x], constant }) => {
  const starts = constant(1) ?? [];
  const ends = constant(2) ?? [];
  const axes = constant(3) ?? starts.map((_, i) => i);
  const steps = constant(4) ?? starts.map(() => 1);
  const shape = [...x];
  axes.forEach((given, i) => {
    check(steps[i] > 0, () => 'slices that go backwards are not known');
    const axis = axisOf(given, x.length);
    const place = (index: number) => Math.min(Math.max(index < 0 ? index + x[axis] : index, 0), x[axis]);
    shape[axis] = Math.max(Math.ceil((place(ends[i]) - place(starts[i])) / steps[i]), 0);
  });
  return [shape];
};

const padding: ShapeRule = ({ shapes: [x], constant }) => {
  const pads = constant(1) ?? [];
  check(pads.length === 2 * x.length, () => `${sizes(x)} takes ${2 * x.length} pads, not ${pads.length}`);
  return [x.map((size, axis) => size + pads[axis] + pads[axis + x.length])];
};

/** 0 keeps the size of that axis, and one -1 takes what is left. */
const reshaping: ShapeRule = ({ shapes: [x], constant }) => {
  const wanted = (constant(1) ?? []).map((size, axis) => (size === 0 ? x[axis] : size));
  const known = elementCount(wanted.filter((size) => size !== -1));
  const shape = wanted.map((size) => (size === -1 ? elementCount(x) / known : size));
  const fits = elementCount(shape) === elementCount(x) && shape.every(Number.isInteger);
  check(fits, () => `${sizes(x)} cannot be laid out as ${sizes(wanted)}`);
  return [shape];
};

const flattening: ShapeRule = ({ node, shapes: [x] }) => {
  const axis = axisOf(integerAttribute(node, 'axis', 1), x.length);
  return [[elementCount(x.slice(0, axis)), elementCount(x.slice(axis))]];
};

const transposition: ShapeRule = ({ node, shapes: [x] }) => {
  const backwards = x.map((_, axis) => x.length - 1 - axis);
  const order = integersAttribute(node, 'perm', backwards);
  check(order.length === x.length, () => `${sizes(x)} has not ${order.length} axes`);
  return [order.map((axis) => x[axis])];
};

const reduction: ShapeRule = ({ node, shapes: [x] }) => {
  const all = x.map((_, axis) => axis);
  const axes = integersAttribute(node, 'axes', all).map((axis) => axisOf(axis, x.length));
  if (integerAttribute(node, 'keepdims', 1)) return [x.map((size, axis) => (axes.includes(axis) ? 1 : size))];
  return [x.filter((_, axis) => !axes.includes(axis))];
};

/** The operators that our networks use, in the meaning of operator set 17. */
export const shapeRules: Readonly<Record<string, ShapeRule>> = {
  Add: broadcast,
  AveragePool: pooling,
  BatchNormalization: unchanged,
  Cast: unchanged,
  Clip: unchanged,
  Concat: concatenation,
  Conv: convolution,
  Div: broadcast,
  Flatten: flattening,
  Gemm: gemm,
  GlobalAveragePool: ({ shapes: [[batch, channels, ...spatial]] }) => [
    [batch, channels, ...spatial.map(() => 1)],
  ],
  Identity: unchanged,
  LRN: unchanged,
  LpNormalization: unchanged,
  MatMul: matrixProduct,
  Max: broadcast,
  MaxPool: pooling,
  Mul: broadcast,
  PRelu: unchanged,
  Pad: padding,
  ReduceL2: reduction,
  ReduceMax: reduction,
  ReduceMean: reduction,
  Relu: unchanged,
  Reshape: reshaping,
  Sigmoid: unchanged,
  Slice: slicing,
  Softmax: unchanged,
  Split: splitting,
  Sqrt: unchanged,
  Sub: broadcast,
  Transpose: transposition,
};
