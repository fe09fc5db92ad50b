import { integerAttribute } from './attributes.ts';
import { ownLayout, placeOf } from './elementwise.ts';
import { noGradient, type Operator, untrainable } from './operator.ts';
import { positiveAxis, unchanged } from './shapes.ts';

/** Shorter lengths count as this: a zero vector has no direction. */
const shortest = 1e-20;

/** y = x / |x| (p = 2), so that dx = (dy - y (y . dy)) / |x|. */
export const lpNormalization: Operator = {
  shape: unchanged,
  gradient: ({ graph, node, input, output, gradient }) => {
    const axis = integerAttribute(node, 'axis', -1);
    if (integerAttribute(node, 'p', 2) !== 2) throw noGradient(node, 'its norm is not the Euclidean');
    const products = graph.node('Mul', [output, gradient]);
    const along = graph.node('ReduceSum', [products, graph.integers([axis])]);
    const across = graph.node('Sub', [gradient, graph.node('Mul', [output, along])]);
    return [graph.node('Div', [across, graph.node('ReduceL2', [input(0)], { axes: [axis] })])];
  },
  kernel: ({ tf, node, input }) => {
    if (integerAttribute(node, 'p', 2) !== 2) throw untrainable(node, 'its norm is not the Euclidean');
    const value = input(0);
    const layout = ownLayout(value);
    const axis = positiveAxis(integerAttribute(node, 'axis', -1), value.shape.length);
    const x = value.as(layout);
    const squares = tf.sum(tf.square(x), placeOf(value, axis), true);
    return [{ tensor: tf.div(x, tf.maximum(tf.sqrt(squares), shortest)), layout }];
  },
};
