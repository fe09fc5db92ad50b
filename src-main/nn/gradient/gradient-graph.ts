import { required } from '../../common/elements.ts';
import type { Graph, Node, Tensor, ValueInfo } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { part } from '../graph-cut.ts';
import { operators } from '../operators/all.ts';
import type { Shape } from '../operators/operator.ts';
import { inferShapes, missingInput, operandsOf } from '../shapes.ts';

/**
 * The size of the batch with which shapes are inferred. It is not 1, so that an axis that is repeated over the batch
 * differs from one that is not.
 */
export const tracedBatch = 2;

/** Name of the input that takes the gradient of the loss by the graph's output. */
export const cotangentInput = 'familiar/cotangent';
/** Name of the output that gives the gradient by a variable. */
export const gradientOf = (variable: string): string => `familiar/gradient/${variable}`;

/** The graph with its variables as inputs, so that they can change from run to run. */
export function withVariables(graph: Graph, variables: readonly string[]): Graph {
  const initialisers = new Map(graph.initialisers);
  const inputs = [...graph.inputs];
  for (const name of variables) {
    const { type, dims } = variableOf(graph, name);
    inputs.push({ name, type, shape: dims });
    initialisers.delete(name);
  }
  return { ...graph, inputs, initialisers };
}

/** A graph and its gradient. The values of the first that the second needs are recorded between them. */
export interface DifferentiatedGraph {
  /** Takes input and variables; gives the output and the recorded values. */
  forward: Graph;
  /**
   * Takes the recorded values, the variables, the input where it needs it, and the gradient of a loss by the output
   * ({@link cotangentInput}, of the output's shape); gives the gradient of that loss by each variable
   * ({@link gradientOf}). It may have gradient operators, see `expansion.ts`.
   */
  backward: Graph;
  /** Values of `forward` that `backward` takes; [batch, ...] each where the batch has no fixed size. */
  recorded: readonly ValueInfo[];
}

/**
 * Writes the gradient of a graph as a graph: reverse-mode differentiation (Griewank and Walther 2008, chapter 3), node
 * by node from the last to the first, so that the runtimes that run networks also train them.
 * @param graph of one input [batch, ...] and one output; all sizes but the batch are known
 * @throws RangeError where an operator on the way from a variable to the output has no rule, or a variable is none
 * of the graph's float constants
 */
export function differentiate(graph: Graph, variables: readonly string[]): DifferentiatedGraph {
  const shapes = inferShapes(graph, { batch: tracedBatch });
  const open = withVariables(graph, variables);
  const whole = gradientGraph(graph, open, variables, shapes);
  const nodes = whole.nodes.slice(open.nodes.length);
  const taken = new Set(nodes.flatMap(({ inputs }) => inputs));
  const hasBatch = graph.inputs.some(({ shape }) => typeof shape[0] === 'string');
  const recorded = open.nodes
    .flatMap(({ outputs }) => outputs)
    .filter((name) => taken.has(name))
    .map((name): ValueInfo => {
      const shape = required(shapes.get(name));
      if (!hasBatch) return { name, type: 'float32', shape };
      if (shape[0] !== tracedBatch) throw new RangeError(`"${name}" is not of one row for each input`);
      return { name, type: 'float32', shape: ['batch', ...shape.slice(1)] };
    });
  const results = new Set(open.outputs.map(({ name }) => name));
  const outputs = [...open.outputs, ...recorded.filter(({ name }) => !results.has(name))];
  const inputs = [...whole.inputs.filter(({ name }) => taken.has(name)), ...recorded];
  return {
    forward: { ...open, outputs },
    backward: part(whole, { name: whole.name, nodes, inputs }),
    recorded,
  };
}

/** The nodes of a graph whose variables are inputs, and behind them those of its gradient. */
function gradientGraph(
  graph: Graph,
  open: Graph,
  variables: readonly string[],
  shapes: ReadonlyMap<string, Shape>,
): Graph {
  const builder = GraphBuilder.from(open, `${graph.name}-gradient`);
  const [output] = graph.outputs;
  if (!output) throw new RangeError(`${graph.name} has no output`);
  builder.input(cotangentInput, 'float32', output.shape);

  const moving = dependants(open.nodes, variables);
  const gradients = new Map([[output.name, [cotangentInput]]]);
  for (const node of open.nodes.toReversed()) {
    if (!node.outputs.some((name) => moving.has(name) && gradients.has(name))) continue;
    const byInputs = gradientsByInputs(builder, graph, node, { shapes, moving, gradients });
    node.inputs.forEach((name, place) => {
      const part = byInputs[place];
      if (part !== undefined && moving.has(name)) gradients.set(name, [...(gradients.get(name) ?? []), part]);
    });
  }
  for (const name of variables) {
    const parts = gradients.get(name);
    if (!parts) throw new RangeError(`${graph.name}: the output does not depend on "${name}"`);
    const gradient = builder.node('Identity', [total(builder, parts)], {}, gradientOf(name));
    builder.output(gradient, 'float32', variableOf(graph, name).dims);
  }
  return builder.build();
}

interface Progress {
  shapes: ReadonlyMap<string, Shape>;
  /** The variables and all values that depend on them. */
  moving: ReadonlySet<string>;
  /** Parts of the gradient by each value, as far as they are written. */
  gradients: ReadonlyMap<string, readonly string[]>;
}

function gradientsByInputs(
  builder: GraphBuilder,
  graph: Graph,
  node: Node,
  { shapes, moving, gradients }: Progress,
): readonly (string | undefined)[] {
  const [output = ''] = node.outputs;
  const rule = operators[node.operator]?.gradient;
  if (!rule || (node.outputs.length > 1 && node.operator !== 'Split')) {
    throw new RangeError(`no gradient for ${node.operator} of "${output}"`);
  }
  const byOutputs = node.outputs.map((name) => {
    const parts = gradients.get(name);
    return parts ? total(builder, parts) : builder.node('Mul', [name, builder.floats([0], [])]);
  });
  return rule({
    ...operandsOf(graph, node, shapes),
    graph: builder,
    input: (place) => node.inputs[place] ?? missingInput(node, place),
    output,
    outputShape: required(shapes.get(output)),
    gradient: required(byOutputs[0]),
    gradients: byOutputs,
    wants: (place) => moving.has(node.inputs[place] ?? ''),
  });
}

function variableOf(graph: Graph, name: string): Tensor {
  const tensor = graph.initialisers.get(name);
  if (tensor?.type !== 'float32') throw new RangeError(`${graph.name} has no weights "${name}"`);
  return tensor;
}

/** The variables and all values that depend on them. */
function dependants(nodes: readonly Node[], variables: readonly string[]): ReadonlySet<string> {
  const moving = new Set(variables);
  for (const { inputs, outputs } of nodes) {
    if (inputs.some((name) => moving.has(name))) outputs.forEach((name) => moving.add(name));
  }
  return moving;
}

const total = (graph: GraphBuilder, parts: readonly string[]): string =>
  parts.reduce((sum, part) => graph.node('Add', [sum, part]));
