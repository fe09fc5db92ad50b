import { type Graph, type Node } from './graph.ts';
import { type Operands, type Shape, shapeRules } from './shape-rules.ts';

export type { Shape } from './shape-rules.ts';

/**
 * The shape of every value of a graph, by name, without running it. What a runtime would refuse for its sizes is
 * refused here, with the node's name.
 * @param dimensions sizes of the named dimensions of the graph's inputs, such as `{ batch: 1 }`; those that only
 * outputs name may be left out
 * @throws Error where operands do not go together, an output has not the shape that the graph declares, or an
 * operator has no rule in `shape-rules.ts`
 */
export function inferShapes(
  graph: Graph,
  dimensions: Readonly<Record<string, number>>,
): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const { name, shape } of graph.inputs) {
    shapes.set(
      name,
      shape.map((size) => {
        if (typeof size === 'number') return size;
        if (size in dimensions) return dimensions[size];
        throw new Error(`${graph.name}: the size of "${size}" is not given`);
      }),
    );
  }
  for (const [name, { dims }] of graph.initialisers) shapes.set(name, dims);
  for (const node of graph.nodes) {
    const outputs = outputShapes(graph, node, shapes);
    node.outputs.forEach((name, i) => shapes.set(name, outputs[i]));
  }
  for (const { name, shape } of graph.outputs) {
    const found = shapes.get(name)!;
    const fits =
      found.length === shape.length &&
      shape.every((size, axis) => {
        const wanted = typeof size === 'string' ? dimensions[size] : size;
        return wanted === undefined || wanted === found[axis];
      });
    if (!fits)
      throw new Error(`${graph.name}: output "${name}" is ${found.join('x')}, not ${shape.join('x')}`);
  }
  return shapes;
}

function outputShapes(graph: Graph, node: Node, shapes: ReadonlyMap<string, Shape>): readonly Shape[] {
  const at = `${graph.name}: ${node.operator} of "${node.outputs[0]}"`;
  const rule = shapeRules[node.operator];
  if (!rule) throw new Error(`${at}: no rule for the shape of this operator`);
  const operands: Operands = {
    node,
    shapes: node.inputs.map((name) => shapes.get(name)!),
    constant(place) {
      const name = node.inputs[place];
      if (name === undefined) return undefined;
      const tensor = graph.initialisers.get(name);
      if (tensor) return Array.from(tensor.data, Number);
      throw new Error(`"${name}" is no constant`);
    },
  };
  try {
    return rule(operands);
  } catch (cause) {
    throw new Error(`${at}: ${(cause as Error).message}`, { cause });
  }
}
