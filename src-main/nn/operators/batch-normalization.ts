import { required } from '../../common/elements.ts';
import type { Layout } from './kernels/layout.ts';
import { floatAttribute, integerAttribute } from './attributes.ts';
import { noGradient, type Operator, untrainable } from './operator.ts';
import { axesOf, unchanged } from './shapes.ts';

const defaultEpsilon = 1e-5;

/**
 * y = (x - mean) f + offset, where f = scale / d and d = √(variance + epsilon), channel by channel, with the mean and
 * variance that training left. Inputs: x, scale, offset, mean, variance.
 */
export const batchNormalization: Operator = {
  shape: unchanged,
  gradient: ({ graph, node, shape, input, gradient, wants }) => {
    if (integerAttribute(node, 'training_mode', 0) !== 0) throw noGradient(node, 'it is in training mode');
    const number = (value: number) => graph.floats([value], []);
    const spatial = shape(0).slice(2);
    const axes = axesOf(shape(0)).filter((axis) => axis !== 1);
    /** A number for each channel, so that it broadcasts to the maps. */
    const perChannel = (value: string) =>
      graph.node('Reshape', [value, graph.integers([-1, ...spatial.map(() => 1)])]);
    const summed = (value: string) => graph.node('ReduceSum', [value, graph.integers(axes)], { keepdims: 0 });
    const epsilon = floatAttribute(node, 'epsilon', defaultEpsilon);
    const deviation = graph.node('Sqrt', [graph.node('Add', [input(4), number(epsilon)])]);
    const factor = graph.node('Div', [input(1), deviation]);
    const weighted = () => {
      const centred = graph.node('Sub', [input(0), perChannel(input(3))]);
      return summed(graph.node('Mul', [gradient, centred]));
    };
    const byMean = () => graph.node('Mul', [graph.node('Mul', [summed(gradient), factor]), number(-1)]);
    const byVariance = () => {
      const scaled = graph.node('Mul', [graph.node('Mul', [weighted(), factor]), number(-0.5)]);
      return graph.node('Div', [scaled, graph.node('Mul', [deviation, deviation])]);
    };
    return [
      wants(0) ? graph.node('Mul', [gradient, perChannel(factor)]) : undefined,
      wants(1) ? graph.node('Div', [weighted(), deviation]) : undefined,
      wants(2) ? summed(gradient) : undefined,
      wants(3) ? byMean() : undefined,
      wants(4) ? byVariance() : undefined,
    ];
  },
  kernel: ({ tf, node, input }) => {
    if (integerAttribute(node, 'training_mode', 0) !== 0) throw untrainable(node, 'it is in training mode');
    const layout: Layout = input(0).shape.length === 4 ? 'last' : 'plain';
    const [scale, offset, mean, variance] = [1, 2, 3, 4].map((place) => input(place).as('plain'));
    const deviation = tf.sqrt(tf.add(required(variance), floatAttribute(node, 'epsilon', defaultEpsilon)));
    const centred = tf.sub(input(0).as(layout), required(mean));
    return [
      { tensor: tf.add(tf.mul(centred, tf.div(required(scale), deviation)), required(offset)), layout },
    ];
  },
};
