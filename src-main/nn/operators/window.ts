import { elementAt } from '../../common/elements.ts';
import type { Node } from '../graph.ts';
import { integerAttribute, integersAttribute } from './attributes.ts';
import { type Shape, untrainable } from './operator.ts';
import { check, sizes } from './shapes.ts';

/** A window that slides over height and width. Pairs are of height and width. */
export interface Window {
  size: [number, number];
  strides: [number, number];
  /** Rows above, columns on the left. */
  before: [number, number];
  /** Rows below, columns on the right. */
  after: [number, number];
}

/** Attributes of a window with the values that the standard gives to absent ones. */
export function windowAttributes(node: Node, size: Shape) {
  return {
    kernel_shape: integersAttribute(node, 'kernel_shape', size),
    strides: integersAttribute(
      node,
      'strides',
      size.map(() => 1),
    ),
    pads: integersAttribute(
      node,
      'pads',
      size.flatMap(() => [0, 0]),
    ),
  };
}

/** Positions of a window along each axis behind batch and channels. */
export function windowPositions(node: Node, spatial: Shape, window: Shape): Shape {
  const once = spatial.map(() => 1);
  const strides = integersAttribute(node, 'strides', once);
  const dilations = integersAttribute(node, 'dilations', once);
  const pads = integersAttribute(
    node,
    'pads',
    spatial.flatMap(() => [0, 0]),
  );
  return spatial.map((size, axis) => {
    const padded = size + elementAt(pads, axis) + elementAt(pads, axis + spatial.length);
    const reach = (elementAt(window, axis) - 1) * elementAt(dilations, axis) + 1;
    check(padded >= reach, () => `a window of ${sizes(window)} does not fit into ${sizes(spatial)}`);
    return Math.floor((padded - reach) / elementAt(strides, axis)) + 1;
  });
}

/**
 * The window of a convolution or of pooling, for kernels.
 * @param size used where the attribute is absent, such as a kernel's
 * @throws FamiliarError `model-unsuitable` where it is dilated, rounds sizes up or pads by itself, which no network of
 * ours does
 */
export function windowOf(node: Node, size?: readonly number[]): Window {
  const dilations = integersAttribute(node, 'dilations', [1, 1]);
  const ceil = integerAttribute(node, 'ceil_mode', 0);
  if (dilations.some((dilation) => dilation !== 1) || ceil !== 0 || 'auto_pad' in node.attributes) {
    throw untrainable(node, 'it is dilated, rounds sizes up or chooses its own padding');
  }
  const pads = integersAttribute(node, 'pads', [0, 0, 0, 0]);
  return {
    size: pair(integersAttribute(node, 'kernel_shape', size)),
    strides: pair(integersAttribute(node, 'strides', [1, 1])),
    before: pair(pads),
    after: pair(pads.slice(2)),
  };
}

const pair = (numbers: Shape): [number, number] => [elementAt(numbers, 0), elementAt(numbers, 1)];

/** Length of the output along height (0) or width (1). */
export const outputLength = (input: number, axis: 0 | 1, { size, strides, before, after }: Window): number =>
  Math.floor((input + before[axis] + after[axis] - size[axis]) / strides[axis]) + 1;

export const isPadded = ({ before, after }: Window): boolean => [...before, ...after].some((pad) => pad > 0);

/** Rows and columns behind the last window, which no output has seen. */
export const unseenSizes = (
  input: Shape,
  output: Shape,
  { kernel_shape, strides, pads }: ReturnType<typeof windowAttributes>,
): number[] =>
  input.map((size, axis) => {
    const padded = size + elementAt(pads, axis) + elementAt(pads, axis + input.length);
    const seen = (elementAt(output, axis) - 1) * elementAt(strides, axis) + elementAt(kernel_shape, axis);
    return padded - seen;
  });
