import { required } from '../../common/elements.ts';
import { layoutOf, operand, sumTo } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { broadcast } from './shapes.ts';

/** The elementwise maximum of any number of operands. Where several are equal, the first one has the gradient. */
export const max: Operator = {
  shape: broadcast,
  gradient: (node) => {
    const { graph, shapes, input, wants } = node;
    const zero = graph.floats([0], []);
    // largest[k]: the maximum of the operands up to k.
    const largest = [input(0)];
    for (let k = 1; k < shapes.length - 1; k++) {
      largest.push(graph.node('Max', [required(largest[k - 1]), input(k)]));
    }
    const gradients: (string | undefined)[] = [];
    let rest = node.gradient;
    for (let k = shapes.length - 1; k > 0; k--) {
      const earlier = graph.node('GreaterOrEqual', [required(largest[k - 1]), input(k)]);
      if (wants(k))
        gradients[k] = sumTo(node, graph.node('Where', [earlier, zero, rest]), required(shapes[k]));
      rest = graph.node('Where', [earlier, rest, zero]);
    }
    gradients[0] = wants(0) ? sumTo(node, rest, required(shapes[0])) : undefined;
    return gradients;
  },
  kernel: ({ tf, inputs }) => {
    const layout = layoutOf(inputs);
    const [first, ...others] = inputs.map((value) => operand(tf, value, layout));
    const tensor = others.reduce((largest, other) => tf.maximum(largest, other), required(first));
    return [{ tensor: others.length === 0 ? tf.clone(tensor) : tensor, layout }];
  },
};
