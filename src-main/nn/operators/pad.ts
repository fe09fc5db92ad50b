import { elementAt } from '../../common/elements.ts';
import { inLayout } from './kernels/layout.ts';
import { ownLayout } from './elementwise.ts';
import { type Operator, untrainable } from './operator.ts';
import { check, sizes } from './shapes.ts';

/** An end that no axis reaches: ONNX clamps it to the size of the axis. */
const noEnd = 2 ** 31 - 1;

/** Adds a constant around a value. */
export const pad: Operator = {
  shape: ({ shape, constant }) => {
    const x = shape(0);
    const pads = constant(1) ?? [];
    check(pads.length === 2 * x.length, () => `${sizes(x)} takes ${2 * x.length} pads, not ${pads.length}`);
    return [x.map((size, axis) => size + elementAt(pads, axis) + elementAt(pads, axis + x.length))];
  },
  // The margins have no part in the gradient. Ends count from behind, since the size of the batch is not known.
  gradient: ({ graph, shape, constant, gradient }) => {
    const pads = constant(1) ?? [];
    const { length } = shape(0);
    const axes = Array.from({ length }, (_, axis) => axis);
    const starts = axes.map((axis) => elementAt(pads, axis));
    const ends = axes.map((axis) => -elementAt(pads, axis + length) || noEnd);
    return [
      graph.node('Slice', [gradient, ...[starts, ends, axes].map((numbers) => graph.integers(numbers))]),
    ];
  },
  kernel: ({ tf, node, input, constant }) => {
    const value = input(0);
    const pads = constant(1) ?? [];
    if (pads.some((count) => count < 0)) throw untrainable(node, 'it cuts off');
    const layout = ownLayout(value);
    const rank = value.shape.length;
    const margins = value.shape.map((_, axis): [number, number] => [
      elementAt(pads, axis),
      elementAt(pads, axis + rank),
    ]);
    const filling = constant(2)?.[0] ?? 0;
    return [{ tensor: tf.pad(value.as(layout), inLayout(layout, margins), filling), layout }];
  },
};
