import { integerAttribute } from './attributes.ts';
import { ownLayout, placeOf } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { positiveAxis, unchanged } from './shapes.ts';

/** dx = y (dy - y . dy). */
export const softmax: Operator = {
  shape: unchanged,
  gradient: ({ graph, node, output, gradient }) => {
    const axis = integerAttribute(node, 'axis', -1);
    const products = graph.node('Mul', [gradient, output]);
    const along = graph.node('ReduceSum', [products, graph.integers([axis])]);
    return [graph.node('Mul', [output, graph.node('Sub', [gradient, along])])];
  },
  kernel: ({ tf, node, input }) => {
    const value = input(0);
    const layout = ownLayout(value);
    const axis = positiveAxis(integerAttribute(node, 'axis', -1), value.shape.length);
    const [x, place] = [value.as(layout), placeOf(value, axis)];
    const exponentials = tf.exp(tf.sub(x, tf.max(x, place, true)));
    return [{ tensor: tf.div(exponentials, tf.sum(exponentials, place, true)), layout }];
  },
};
