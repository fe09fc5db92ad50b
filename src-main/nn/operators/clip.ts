import { layoutOf } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { unchanged } from './shapes.ts';

/** The largest number of type float32; shaders know no infinity. */
export const largestFloat = 3.4028234663852886e38;

/** Between two bounds, each of which may be left out. An input on a bound has the gradient. */
export const clip: Operator = {
  shape: unchanged,
  gradient: ({ graph, node, input, gradient }) => {
    const zero = graph.floats([0], []);
    const within = (gradient: string, operands: string[]) =>
      graph.node('Where', [graph.node('GreaterOrEqual', operands), gradient, zero]);
    const fromBelow = node.inputs[1] ? within(gradient, [input(0), input(1)]) : gradient;
    return [node.inputs[2] ? within(fromBelow, [input(2), input(0)]) : fromBelow];
  },
  kernel: (application) => {
    const { tf, constant } = application;
    const value = application.input(0);
    const layout = layoutOf([value]);
    const low = constant(1)?.[0] ?? -largestFloat;
    const high = constant(2)?.[0] ?? largestFloat;
    return [{ tensor: tf.clipByValue(value.as(layout), low, high), layout }];
  },
};
