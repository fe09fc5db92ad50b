import * as tf from '@tensorflow/tfjs-core';
import { FamiliarError } from '../../contract/errors.ts';
import { elementCount, type Graph, type Node, type Tensor } from '../graph.ts';
import type { Applied, Operator } from './operator.ts';
import { operators } from './operators/all.ts';
import { type Layout, upload, Value } from './value.ts';

/** A node with all that can be known of it beforehand. */
interface Step {
  node: Node;
  operator: Operator;
  /** For which inputs a gradient is wanted: those that a variable has a part in. */
  wanted: boolean[];
}

/** What a forward pass leaves. Its tensors live as long as the tidy in which it was made. */
export interface Pass {
  output: Value;
  /** The gradients of `sum(output * gradient)`, by variable; null where the output does not depend on it. */
  pull(gradient: Value): Map<string, Value | null>;
}

/**
 * A graph as steps of TensorFlow.js, with some of its initialisers as variables. Gradients are taken by walking the
 * steps back (reverse-mode differentiation), and only along the paths that lead to a variable.
 */
export class Program {
  readonly input: { name: string; dims: readonly number[] };
  /** How many numbers the output has for each of the batch. */
  readonly width: number;
  readonly #graph: Graph;
  readonly #steps: readonly Step[];
  /** Uploaded when first used. */
  readonly #constants = new Map<string, Value>();

  /**
   * @throws FamiliarError `model-unsuitable` where an operator is not known, or the graph is not one of a single
   * input and output whose sizes but the first, the batch, are known
   */
  constructor(graph: Graph, variables: ReadonlySet<string>) {
    this.#graph = graph;
    const { input, width } = onlyValues(graph);
    this.input = input;
    this.width = width;
    this.#steps = plan(graph, variables);
  }

  /**
   * Computes the output.
   * @param x [batch, ...dims] of the input
   * @param variables by name, all of them
   */
  run(x: Value, variables: ReadonlyMap<string, Value>): Pass {
    const values = new Map<string, Value>([[this.input.name, x], ...variables]);
    const valueOf = (name: string) => values.get(name) ?? this.#constant(name);
    const applied = this.#steps.map(({ node, operator, wanted }) => {
      const inputs = node.inputs.map(valueOf);
      const constant = (k: number) => this.#initialiser(node.inputs[k], variables);
      const result = operator({ node, inputs, wanted, constant });
      node.outputs.forEach((name, k) => values.set(name, result.outputs[k]));
      return result;
    });
    const output = this.#graph.outputs[0].name;
    return {
      output: valueOf(output),
      pull: (gradient) => this.#pull(applied, new Gradients(values, [output, gradient]), variables),
    };
  }

  dispose(): void {
    for (const value of this.#constants.values()) value.dispose();
    this.#constants.clear();
  }

  #pull(
    applied: readonly Applied[],
    gradients: Gradients,
    variables: ReadonlyMap<string, Value>,
  ): Map<string, Value | null> {
    for (let k = applied.length - 1; k >= 0; k--) {
      const { node, wanted } = this.#steps[k];
      const byOutputs = node.outputs.map((name) => gradients.take(name));
      if (!wanted.some(Boolean) || byOutputs.every((gradient) => gradient === null)) continue;
      const byInputs = applied[k].pull(byOutputs);
      node.inputs.forEach((name, i) => {
        const gradient = byInputs[i];
        if (wanted[i] && gradient) gradients.add(name, gradient);
      });
    }
    return new Map([...variables.keys()].map((name) => [name, gradients.take(name)]));
  }

  #constant(name: string): Value {
    let value = this.#constants.get(name);
    if (!value) {
      value = new Value(tf.keep(upload(this.#graph.initialisers.get(name)!)), 'plain', true);
      this.#constants.set(name, value);
    }
    return value;
  }

  #initialiser(name: string | undefined, variables: ReadonlyMap<string, Value>): Tensor | undefined {
    return name === undefined || variables.has(name) ? undefined : this.#graph.initialisers.get(name);
  }
}

/** Gradients by value name, summed over the nodes that take a value, in the layout in which the value was made. */
class Gradients {
  readonly #values: ReadonlyMap<string, Value>;
  readonly #sums = new Map<string, Value>();

  constructor(values: ReadonlyMap<string, Value>, [output, gradient]: [string, Value]) {
    this.#values = values;
    this.add(output, gradient);
  }

  add(name: string, gradient: Value): void {
    const { layout } = this.#values.get(name)!;
    const sum = this.#sums.get(name);
    const converted = gradient.as(layout);
    this.#sums.set(name, new Value(sum ? tf.add(sum.as(layout), converted) : converted, layout));
  }

  take(name: string): Value | null {
    const sum = this.#sums.get(name) ?? null;
    this.#sums.delete(name);
    return sum;
  }
}

function onlyValues({ name, inputs, outputs }: Graph) {
  const [dims, results] = [inputs, outputs].map(([value]) => value?.shape.slice(1) ?? []);
  const known = [...dims, ...results].every((size) => typeof size === 'number');
  if (inputs.length !== 1 || outputs.length !== 1 || inputs[0].type === 'int64' || !known) {
    throw new FamiliarError(
      'model-unsuitable',
      `${name} cannot be trained: it must have one input and one output of known sizes`,
    );
  }
  return {
    input: { name: inputs[0].name, dims: dims as number[] },
    width: elementCount(results as number[]),
  };
}

function plan({ name, nodes, initialisers }: Graph, variables: ReadonlySet<string>): Step[] {
  const unknown = [...new Set(nodes.map(({ operator }) => operator))].filter((op) => !operators[op]);
  if (unknown.length > 0) {
    throw new FamiliarError(
      'model-unsuitable',
      `${name} cannot be trained: it has operators unknown to training (${unknown.join(', ')})`,
    );
  }
  for (const variable of variables) {
    if (initialisers.get(variable)?.type !== 'float32') {
      throw new RangeError(`${name} has no initialiser "${variable}" of floats`);
    }
  }
  const dependent = new Set(variables);
  return nodes.map((node) => {
    const wanted = node.inputs.map((input) => dependent.has(input));
    if (wanted.some(Boolean)) node.outputs.forEach((output) => dependent.add(output));
    return { node, operator: operators[node.operator], wanted };
  });
}

/** Where a variable is stored as the convolutions that take it want it, its gradient need not be rearranged. */
export function storageOf({ nodes }: Graph, variable: string): Layout {
  const uses = nodes.filter(({ inputs }) => inputs.includes(variable));
  const kernel = uses.every(({ operator, inputs }) => operator === 'Conv' && inputs[1] === variable);
  return uses.length > 0 && kernel ? 'kernel' : 'plain';
}
