import { elementCount } from '../graph.ts';
import { last, type Operator } from './operator.ts';
import { mapSizes } from './shapes.ts';

export const globalAveragePool: Operator = {
  shape: ({ shape }) => {
    const { batch, channels, spatial } = mapSizes(shape(0));
    return [[batch, channels, ...spatial.map(() => 1)]];
  },
  gradient: ({ graph, shape, gradient }) => {
    const { channels, spatial } = mapSizes(shape(0));
    const part = graph.node('Mul', [gradient, graph.floats([1 / elementCount(spatial)], [])]);
    return [graph.node('Expand', [part, graph.integers([1, channels, ...spatial])])];
  },
  kernel: ({ tf, input }) => [last(tf.mean(input(0).as('last'), [1, 2], true))],
};
