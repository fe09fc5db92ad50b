import { expect, it } from 'vitest';
import { costsByBlock, layerCosts, totalCost } from '../../test-costs.ts';
import { GraphBuilder } from '../../graph-builder.ts';

const zeros = (...dims: number[]) => {
  const data = new Float32Array(dims.reduce((a, b) => a * b));
  return { type: 'float32', dims, data } as const;
};

/** Two convolutions of one block, one of them in groups, pooling, and a fully connected layer without a bias. */
function example() {
  const graph = new GraphBuilder('example');
  let x = graph.input('x', 'float32', ['batch', 4, 6, 5]);
  const first = [
    graph.weight('block/3x3/kernel', zeros(8, 4, 3, 3)),
    graph.weight('block/3x3/bias', zeros(8)),
  ];
  x = graph.node('Conv', [x, ...first], { pads: [1, 1, 1, 1] });
  x = graph.node('Conv', [x, graph.weight('block/1x1/kernel', zeros(8, 2, 1, 1))], { group: 4 });
  x = graph.node('Mul', [graph.node('GlobalAveragePool', [x]), graph.floats([2], [])]);
  x = graph.node('Flatten', [x], { axis: 1 });
  graph.output(graph.node('Gemm', [x, graph.weight('fc/weights', zeros(8, 3))], {}, 'y'), 'float32', [
    'batch',
    3,
  ]);
  return graph.build();
}

it('counts the weights of each layer, and how often they are used', () => {
  const costs = layerCosts(example());
  expect(costs).toEqual([
    { name: 'block/3x3', parameters: 288 + 8, multiplyAdds: 30 * (288 + 8), output: [1, 8, 6, 5] },
    { name: 'block/1x1', parameters: 16, multiplyAdds: 30 * 16, output: [1, 8, 6, 5] },
    { name: 'fc', parameters: 24, multiplyAdds: 24, output: [1, 3] },
  ]);
  expect(costsByBlock(costs)).toEqual([
    { name: 'block', parameters: 312, multiplyAdds: 30 * 312, output: [1, 8, 6, 5] },
    { name: 'fc', parameters: 24, multiplyAdds: 24, output: [1, 3] },
  ]);
  expect(totalCost(costs)).toEqual({ parameters: 336, multiplyAdds: 30 * 312 + 24 });
});

it('counts multiply-adds of the whole batch', () => {
  const { parameters, multiplyAdds } = totalCost(layerCosts(example(), { batch: 5 }));
  expect({ parameters, multiplyAdds }).toEqual({ parameters: 336, multiplyAdds: 5 * (30 * 312 + 24) });
});
