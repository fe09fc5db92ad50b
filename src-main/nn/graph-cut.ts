import { elementAt, firstItems } from '../common/elements.ts';
import {
  elementCount,
  type FloatTensor,
  type Graph,
  type Node,
  type Tensor,
  validateGraph,
} from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';

/** A graph in two, of which the second takes what the first gives. */
export interface Cut {
  /** The nodes from the graph's inputs to the value, which is the output. */
  front: Graph;
  /** The nodes from the value, which is the input, to the graph's outputs. */
  back: Graph;
}

/**
 * Cuts a graph at a value that all paths from its inputs to its outputs lead through. Names stay as they are.
 * @param shape of the value, which a graph does not tell of values inside it
 * @throws RangeError where the graph does not make the value, or another path leads around it
 */
export function cutGraph(graph: Graph, value: string, shape: readonly (number | string)[]): Cut {
  if (!graph.nodes.some(({ outputs }) => outputs.includes(value))) {
    throw new RangeError(`${graph.name} does not make a value "${value}"`);
  }
  const info = { name: value, type: 'float32', shape } as const;
  const front = needed(graph, [value], new Set());
  const back = needed(
    graph,
    graph.outputs.map(({ name }) => name),
    new Set([value]),
  );
  requireNoWayAround(graph, front, back, value);
  return {
    front: part(graph, { name: `${graph.name}-front`, nodes: front, outputs: [info] }),
    back: part(graph, { name: `${graph.name}-back`, nodes: back, inputs: [info] }),
  };
}

/** A value inside a graph, and its shape, which a graph does not tell. */
export interface InnerValue {
  name: string;
  /** [batch, ...] */
  shape: readonly number[];
}

/**
 * Cuts a graph at several values, one in each of its branches. Between the two parts they are one: all numbers of the
 * first, then those of the second, and so on, [batch, size].
 * @throws RangeError as {@link cutGraph}
 */
export function cutBranches(graph: Graph, values: readonly InnerValue[], between: string): Cut {
  const sizes = values.map(({ shape }) => elementCount(shape.slice(1)));
  const size = sizes.reduce((sum, one) => sum + one, 0);
  const joining = GraphBuilder.from(graph, graph.name);
  const flat = values.map(({ name }) => joining.node('Flatten', [name], { axis: 1 }));
  joining.node('Concat', flat, { axis: 1 }, between);
  const front = joining.build();
  const before = needed(front, [between], new Set());
  const joint = { name: between, type: 'float32', shape: ['batch', size] } as const;

  const integers = (numbers: readonly number[]): Tensor => ({
    type: 'int64',
    dims: [numbers.length],
    data: BigInt64Array.from(numbers, BigInt),
  });
  const [lengths, parts] = [`${between}/sizes`, sizes.map((_, i) => `${between}/${i}`)];
  const initialisers = new Map(graph.initialisers).set(lengths, integers(sizes));
  const nodes: Node[] = [
    { operator: 'Split', inputs: [between, lengths], outputs: parts, attributes: { axis: 1 } },
  ];
  values.forEach(({ name, shape }, i) => {
    initialisers.set(`${parts[i]}/shape`, integers([-1, ...shape.slice(1)]));
    nodes.push({
      operator: 'Reshape',
      inputs: [elementAt(parts, i), `${parts[i]}/shape`],
      outputs: [name],
      attributes: {},
    });
  });
  const wanted = new Set(values.map(({ name }) => name));
  const outputs = graph.outputs.map(({ name }) => name);
  const behind = needed(graph, outputs, wanted);
  requireNoWayAround(graph, before, behind, [...wanted].join('" and "'));
  return {
    front: part(front, { name: `${graph.name}-front`, nodes: before, outputs: [joint] }),
    back: part(
      { ...graph, initialisers },
      {
        name: `${graph.name}-back`,
        nodes: [...nodes, ...behind],
        inputs: [joint],
      },
    ),
  };
}

/** @throws RangeError where a path leads around the values at which a graph is cut */
function requireNoWayAround(graph: Graph, front: readonly Node[], back: readonly Node[], cut: string): void {
  const shared = back.find((node) => front.includes(node));
  const passing = graph.inputs.find(({ name }) => back.some(({ inputs }) => inputs.includes(name)));
  if (!shared && !passing) return;
  const around = shared?.outputs[0] ?? passing?.name;
  throw new RangeError(`${graph.name} cannot be cut at "${cut}": a path leads around it, by "${around}"`);
}

/** The nodes that the values come from, in order, not looking behind those that are given. */
function needed({ nodes }: Graph, values: readonly string[], given: ReadonlySet<string>): Node[] {
  const wanted = new Set(values.filter((name) => !given.has(name)));
  const found: Node[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    found.unshift(node);
    for (const name of node.inputs) if (!given.has(name)) wanted.add(name);
  }
  return found;
}

/** A graph of some nodes, with the constants that they take. */
export function part(graph: Graph, changes: Pick<Graph, 'name' | 'nodes'> & Partial<Graph>): Graph {
  const taken = new Set(changes.nodes.flatMap(({ inputs }) => inputs));
  const initialisers = new Map([...graph.initialisers].filter(([name]) => taken.has(name)));
  const result = { ...graph, initialisers, ...changes };
  validateGraph(result);
  return result;
}

/**
 * The same graph with other weights.
 * @param weights by name; initialisers that are not among them stay
 * @throws RangeError where the graph has no initialiser of that name and shape
 */
export function withWeights(graph: Graph, weights: ReadonlyMap<string, FloatTensor>): Graph {
  const initialisers = new Map<string, Tensor>(graph.initialisers);
  for (const [name, tensor] of weights) {
    const old = initialisers.get(name);
    if (old?.type !== 'float32' || old.dims.join() !== tensor.dims.join()) {
      throw new RangeError(`${graph.name} has no weights "${name}" of ${tensor.dims.join('x')}`);
    }
    initialisers.set(name, tensor);
  }
  return { ...graph, initialisers };
}

/**
 * The same graph with its output, [batch, width], scaled to length 1, under a new name.
 * @throws RangeError where the graph has another output than that; Error where it knows the name already
 */
export function withUnitOutput(graph: Graph, name = 'unit'): Graph {
  const [output] = firstItems(graph.outputs, 1);
  if (graph.outputs.length !== 1 || output.type !== 'float32' || output.shape.length !== 2) {
    throw new RangeError(`${graph.name} has not one output of vectors`);
  }
  const node: Node = {
    operator: 'LpNormalization',
    inputs: [output.name],
    outputs: [name],
    attributes: { axis: 1, p: 2 },
  };
  const result = { ...graph, nodes: [...graph.nodes, node], outputs: [{ ...output, name }] };
  validateGraph(result);
  return result;
}
