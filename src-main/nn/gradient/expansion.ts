import { required } from '../../common/elements.ts';
import type { Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { operators } from '../operators/all.ts';
import { inferShapes, missingInput, operandsOf } from '../shapes.ts';
import { tracedBatch } from './gradient-graph.ts';

/**
 * Replaces the gradient operators of a graph by nodes of the ONNX standard, which ONNX Runtime executes. TensorFlow.js
 * has kernels for the gradient operators and takes graphs as they are.
 * @throws Error where a shape does not fit, see `shapes.ts`
 */
export function expandGradients(graph: Graph): Graph {
  const isGradient = (operator: string) => operators[operator]?.expansion !== undefined;
  if (!graph.nodes.some(({ operator }) => isGradient(operator))) return graph;
  const shapes = inferShapes(graph, { batch: tracedBatch });
  const builder = GraphBuilder.withoutNodes(graph, graph.name);
  /** Values that stand for the outputs of gradient operators. */
  const replaced = new Map<string, string>();
  for (const original of graph.nodes) {
    const node = { ...original, inputs: original.inputs.map((name) => replaced.get(name) ?? name) };
    const expand = operators[node.operator]?.expansion;
    if (!expand) {
      builder.add(node);
      continue;
    }
    const [output = ''] = node.outputs;
    const value = expand({
      ...operandsOf(graph, original, shapes),
      node,
      graph: builder,
      input: (place) => node.inputs[place] ?? missingInput(node, place),
      outputShape: required(shapes.get(output)),
    });
    replaced.set(output, value);
  }
  for (const { name, type, shape } of graph.outputs) builder.output(replaced.get(name) ?? name, type, shape);
  return builder.build();
}
