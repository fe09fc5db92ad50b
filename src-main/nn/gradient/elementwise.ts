import type { Shape } from '../shapes.ts';
import type { Backward, GradientRule } from './rule.ts';

export const through: GradientRule = ({ gradient }) => [gradient];

/** Where the output is above 0, so was the input. */
export const rectifier: GradientRule = ({ graph, node, gradient }) => {
  const positive = graph.node('Greater', [node.outputs[0], graph.floats([0], [])]);
  return [graph.node('Where', [positive, gradient, graph.floats([0], [])])];
};

/** PReLU: below 0 the slope is the channel's own, which has the gradient times the input there. */
export const leakyRectifier: GradientRule = (backward) => {
  const { graph, node, shapes, gradient, wants } = backward;
  const [x, slope] = node.inputs;
  const zero = graph.floats([0], []);
  const positive = graph.node('Greater', [x, zero]);
  const below = () => graph.node('Where', [positive, zero, graph.node('Mul', [gradient, x])]);
  return [
    wants(0) ? graph.node('Where', [positive, gradient, graph.node('Mul', [gradient, slope])]) : undefined,
    wants(1) ? gathered(backward, below(), shapes[1]) : undefined,
  ];
};

export const sum: GradientRule = (backward) =>
  backward.shapes.map((shape, place) =>
    backward.wants(place) ? gathered(backward, backward.gradient, shape) : undefined,
  );

export const product: GradientRule = (backward) => {
  const { graph, node, shapes, gradient, wants } = backward;
  return shapes.map((shape, place) =>
    wants(place)
      ? gathered(backward, graph.node('Mul', [gradient, node.inputs[1 - place]]), shape)
      : undefined,
  );
};

/** d sqrt(x) = dx / 2 sqrt(x); infinite at 0, as the root's slope is. */
export const squareRoot: GradientRule = ({ graph, node, gradient }) => {
  const half = graph.node('Mul', [gradient, graph.floats([0.5], [])]);
  return [graph.node('Div', [half, node.outputs[0]])];
};

/** The larger one of two has it all; the first one, where they are equal. */
export const maximum: GradientRule = (backward) => {
  const { graph, node, shapes, gradient, wants } = backward;
  if (shapes.length !== 2)
    throw new RangeError(`no gradient for ${node.outputs[0]}: it is not of two values`);
  const first = graph.node('GreaterOrEqual', node.inputs);
  const zero = graph.floats([0], []);
  return [
    wants(0) ? gathered(backward, graph.node('Where', [first, gradient, zero]), shapes[0]) : undefined,
    wants(1) ? gathered(backward, graph.node('Where', [first, zero, gradient]), shapes[1]) : undefined,
  ];
};

/** The gradient by an operand that was stretched to the output's shape: summed over where it was. */
function gathered({ graph, outputShape }: Backward, gradient: string, shape: Shape): string {
  const added = outputShape.length - shape.length;
  const axes = outputShape.flatMap((size, axis) => ((shape[axis - added] ?? 1) === size ? [] : [axis]));
  const whole = axes.length === 0 ? gradient : graph.node('ReduceSum', [gradient, graph.integers(axes)]);
  return added === 0 ? whole : graph.node('Reshape', [whole, graph.integers(shape)]);
}
