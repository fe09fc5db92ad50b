import type { Graph, Node, Tensor, ValueInfo } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { part } from '../graph-cut.ts';
import { inferShapes, type Shape } from '../shapes.ts';
import { tracedBatch } from './rule.ts';
import { gradientRules } from './rules.ts';

/** Name of the input that takes the gradient of the loss by the graph's output. */
export const cotangentInput = 'familiar/cotangent';
/** Name of the output that gives the gradient by a variable. */
export const gradientOf = (variable: string): string => `familiar/gradient/${variable}`;

/** Its variables as inputs, so that they can change from run to run. */
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

/** A graph that learns, in two: what the second needs of the first is recorded between them. */
export interface DifferentiatedGraph {
  /** Takes input and variables; gives the output and what is recorded. */
  forward: Graph;
  /**
   * Takes what was recorded, the variables, the input where it needs it, and the gradient of a loss by the output
   * ({@link cotangentInput}, of the output's shape); gives the gradient of that loss by each variable
   * ({@link gradientOf}).
   */
  backward: Graph;
  /** Values of `forward` that `backward` takes, [batch, ...] each. */
  recorded: readonly ValueInfo[];
}

/**
 * The gradient of a graph, as a graph: reverse-mode differentiation (Griewank and Walther 2008, chapter 3) written
 * down once, node by node from the last to the first, so that what runs networks also trains them.
 * @param graph of one input [batch, ...] and one output [batch, ...]; all other sizes are known
 * @throws RangeError where an operator on the way from a variable to the output has no rule, or a variable is none
 * of the graph's float constants
 */
export function differentiate(graph: Graph, variables: readonly string[]): DifferentiatedGraph {
  const shapes = inferShapes(graph, { batch: tracedBatch });
  const open = withVariables(graph, variables);
  const whole = gradientGraph(graph, open, variables, shapes);
  const nodes = whole.nodes.slice(open.nodes.length);
  const taken = new Set(nodes.flatMap(({ inputs }) => inputs));
  const recorded = open.nodes
    .flatMap(({ outputs }) => outputs)
    .filter((name) => taken.has(name))
    .map((name): ValueInfo => {
      const [batch, ...shape] = shapes.get(name)!;
      if (batch !== tracedBatch) throw new RangeError(`"${name}" is not of one row for each input`);
      return { name, type: 'float32', shape: ['batch', ...shape] };
    });
  const outputs = [...open.outputs, ...recorded.filter(({ name }) => name !== open.outputs[0].name)];
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
  builder.input(cotangentInput, 'float32', output.shape);

  const moving = dependants(open.nodes, variables);
  const gradients = new Map([[output.name, [cotangentInput]]]);
  for (const node of open.nodes.toReversed()) {
    const [made] = node.outputs;
    if (!moving.has(made) || !node.outputs.some((name) => gradients.has(name))) continue;
    const rule = gradientRules[node.operator];
    if (!rule || (node.outputs.length > 1 && node.operator !== 'Split')) {
      throw new RangeError(`no gradient for ${node.operator} of "${made}"`);
    }
    const byOutputs = node.outputs.map((name) => {
      const parts = gradients.get(name);
      return parts ? total(builder, parts) : builder.node('Mul', [name, builder.floats([0], [])]);
    });
    const byInputs = rule({
      graph: builder,
      node,
      shapes: node.inputs.map((name) => shapes.get(name)!),
      outputShape: shapes.get(made)!,
      gradient: byOutputs[0],
      gradients: byOutputs,
      wants: (place) => moving.has(node.inputs[place]),
      constant: (place) => numbersOf(graph.initialisers.get(node.inputs[place])),
    });
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

const total = (graph: GraphBuilder, [first, ...others]: readonly string[]): string =>
  others.reduce((sum, part) => graph.node('Add', [sum, part]), first);

function numbersOf(tensor: Tensor | undefined): readonly number[] {
  if (!tensor) throw new RangeError('an operand that must be constant is not');
  return Array.from(tensor.data, Number);
}
