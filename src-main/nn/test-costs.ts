import { elementAt } from '../common/elements.ts';
import { elementCount, type Graph } from './graph.ts';
import type { Shape } from './operators/operator.ts';
import { inferShapes } from './shapes.ts';

/** The cost of a layer with weights: tests compare networks with the tables of papers. */
export interface LayerCost {
  /** Prefix of the names of the layer's weights. */
  name: string;
  /** Weights and biases. */
  parameters: number;
  /**
   * For the whole batch. A bias counts as one multiply-add for each output, like a weight, as in the tables of
   * FaceNet's paper.
   */
  multiplyAdds: number;
  output: Shape;
}

/** Operators whose weights are counted. Others take no weights in our networks. */
const weighted = ['Conv', 'Gemm', 'MatMul'];

/**
 * Costs of the graph's convolutions and fully connected layers, in order. Layers without weights
 * (pooling, normalisation, activations) are not counted, as is usual.
 * @param dimensions sizes of the named dimensions of the inputs; by default, one picture
 */
export function layerCosts(
  graph: Graph,
  dimensions: Readonly<Record<string, number>> = { batch: 1 },
): LayerCost[] {
  const shapes = inferShapes(graph, dimensions);
  return graph.nodes.flatMap(({ operator, inputs, outputs }) => {
    const [kernel, bias] = inputs.slice(1).map((name) => graph.initialisers.get(name));
    const [, name] = inputs;
    if (!weighted.includes(operator) || !kernel || name === undefined) return [];
    const output = shapes.get(elementAt(outputs, 0))!;
    const channels = operator === 'Conv' ? elementAt(output, 1) : output.at(-1)!;
    const perOutput = kernel.data.length / channels + (bias ? 1 : 0);
    return {
      name: name.slice(0, name.lastIndexOf('/')),
      parameters: kernel.data.length + (bias?.data.length ?? 0),
      multiplyAdds: elementCount(output) * perOutput,
      output,
    };
  });
}

/** The costs of layers whose names begin alike, up to the first slash, as one: the rows of a paper's table. */
export function costsByBlock(costs: readonly LayerCost[]): LayerCost[] {
  const blocks = new Map<string, LayerCost>();
  for (const cost of costs) {
    const [name = ''] = cost.name.split('/');
    const before = blocks.get(name);
    blocks.set(name, {
      name,
      parameters: cost.parameters + (before?.parameters ?? 0),
      multiplyAdds: cost.multiplyAdds + (before?.multiplyAdds ?? 0),
      output: cost.output,
    });
  }
  return [...blocks.values()];
}

export const totalCost = (costs: readonly LayerCost[]) => ({
  parameters: costs.reduce((sum, { parameters }) => sum + parameters, 0),
  multiplyAdds: costs.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
});
