import { elementAt, required } from '../common/elements.ts';
import type { Graph, Node } from './graph.ts';
import { operators } from './operators/all.ts';
import type { Operands, Shape } from './operators/operator.ts';

/**
 * Infers the shape of every value of a graph, by name, without running the graph. Sizes that a runtime would refuse are
 * refused here, with the node's name.
 * @param dimensions sizes of the named dimensions of the graph's inputs, such as `{ batch: 1 }`; those that only
 * outputs name may be left out
 * @throws Error where operands do not go together, an output has not the shape that the graph declares, or an
 * operator is not among `operators/all.ts`
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
        const known = typeof size === 'number' ? size : dimensions[size];
        if (known !== undefined) return known;
        throw new Error(`${graph.name}: the size of "${size}" is not given`);
      }),
    );
  }
  for (const [name, { dims }] of graph.initialisers) shapes.set(name, dims);
  for (const node of graph.nodes) {
    const outputs = outputShapes(graph, node, shapes);
    node.outputs.forEach((name, i) => shapes.set(name, elementAt(outputs, i)));
  }
  for (const { name, shape } of graph.outputs) {
    const found = required(shapes.get(name));
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
  const operator = operators[node.operator];
  if (!operator) throw new Error(`${at}: no rule for the shape of this operator`);
  try {
    return operator.shape(operandsOf(graph, node, shapes));
  } catch (cause) {
    throw new Error(`${at}: ${(cause as Error).message}`, { cause });
  }
}

/** A node with its inputs, for the rules of its operator. */
export function operandsOf(graph: Graph, node: Node, shapes: ReadonlyMap<string, Shape>): Operands {
  const inputs = node.inputs.map((name) => required(shapes.get(name)));
  return {
    node,
    shapes: inputs,
    shape: (place) => inputs[place] ?? missingInput(node, place),
    constant(place) {
      const name = node.inputs[place];
      if (!name) return undefined;
      const tensor = graph.initialisers.get(name);
      if (tensor) return Array.from(tensor.data, Number);
      throw new Error(`"${name}" is no constant`);
    },
  };
}

/** @throws RangeError always */
export function missingInput({ operator, outputs }: Node, place: number): never {
  throw new RangeError(`${operator} of "${outputs[0]}" has no input ${place}`);
}
