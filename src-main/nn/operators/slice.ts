import { elementAt } from '../../common/elements.ts';
import { inLayout } from './kernels/layout.ts';
import { ownLayout } from './elementwise.ts';
import { noGradient, type Operands, type Operator, type Shape, untrainable } from './operator.ts';
import { check, positiveAxis } from './shapes.ts';

export const slice: Operator = {
  shape: ({ shape, constant }) => {
    const { begin, end, steps } = boundsOf(constant, shape(0));
    check(
      steps.every((step) => step > 0),
      () => 'slices that go backwards are not known',
    );
    return [
      begin.map((start, axis) =>
        Math.max(Math.ceil((elementAt(end, axis) - start) / elementAt(steps, axis)), 0),
      ),
    ];
  },
  // Zeros in the place of what was cut off.
  gradient: ({ graph, node, shape, constant, gradient }) => {
    const x = shape(0);
    const { begin, end, steps } = boundsOf(constant, x);
    const behind = x.map((size, axis) => size - elementAt(end, axis));
    if (steps.some((step) => step !== 1)) throw noGradient(node, 'its steps are not 1');
    if (begin[0] !== 0 || behind[0] !== 0) throw noGradient(node, 'it cuts the batch');
    return [graph.node('Pad', [gradient, graph.integers([...begin, ...behind])])];
  },
  kernel: ({ tf, node, input, constant }) => {
    const value = input(0);
    const { begin, end, steps } = boundsOf(constant, value.shape);
    if (steps.some((step) => step !== 1)) throw untrainable(node, 'its steps are not 1');
    const layout = ownLayout(value);
    const size = begin.map((start, axis) => Math.max(elementAt(end, axis) - start, 0));
    return [{ tensor: tf.slice(value.as(layout), inLayout(layout, begin), inLayout(layout, size)), layout }];
  },
};

/** First index, index behind the last, and step along every axis. */
function boundsOf(constant: Operands['constant'], shape: Shape) {
  const starts = constant(1) ?? [];
  const ends = constant(2) ?? [];
  const axes = constant(3) ?? starts.map((_, i) => i);
  const given = constant(4) ?? starts.map(() => 1);
  const begin = shape.map(() => 0);
  const end = [...shape];
  const steps = shape.map(() => 1);
  axes.forEach((one, i) => {
    const axis = positiveAxis(one, shape.length);
    const size = elementAt(shape, axis);
    const within = (index: number) => Math.min(Math.max(positiveAxis(index, size), 0), size);
    begin[axis] = within(elementAt(starts, i));
    end[axis] = within(elementAt(ends, i));
    steps[axis] = elementAt(given, i);
  });
  return { begin, end, steps };
}
