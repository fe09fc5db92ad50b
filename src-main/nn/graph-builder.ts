import {
  type Attribute,
  type ElementType,
  type Graph,
  type Node,
  type Tensor,
  validateGraph,
  type ValueInfo,
} from './graph.ts';

/**
 * Writes a graph down node by node. Values are their names, so a network reads like the formula it is:
 *
 *     const graph = new GraphBuilder('example');
 *     const x = graph.input('x', 'float32', ['batch', 3]);
 *     const y = graph.node('Relu', [x], {}, 'y');
 *     graph.output(y, 'float32', ['batch', 3]);
 */
export class GraphBuilder {
  readonly #name: string;
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #nodes: Node[] = [];
  readonly #initialisers = new Map<string, Tensor>();
  /** Values of nodes that were not named here. */
  readonly #taken = new Set<string>();
  #unnamed = 0;

  constructor(name: string) {
    this.#name = name;
  }

  input(name: string, type: ElementType, shape: readonly (number | string)[]): string {
    this.#inputs.push({ name, type, shape });
    return name;
  }

  /** Declares a value that already exists as an output of the graph. */
  output(name: string, type: ElementType, shape: readonly (number | string)[]): void {
    this.#outputs.push({ name, type, shape });
  }

  /** A weight that has a name of its own, by which it can be found in the file. */
  weight(name: string, tensor: Tensor): string {
    if (this.#initialisers.has(name)) throw new Error(`${this.#name}: weight "${name}" is defined twice`);
    this.#initialisers.set(name, tensor);
    return name;
  }

  /** A constant of type float32. */
  floats(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.weight(this.#fresh('floats'), { type: 'float32', dims, data: Float32Array.from(values) });
  }

  /** A one-dimensional constant of type int64, as operators take for shapes and axes. */
  integers(values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.weight(this.#fresh('integers'), { type: 'int64', dims: [values.length], data });
  }

  /** Applies an operator that has one output, and returns that. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output: string = this.#fresh(operator),
  ): string {
    this.#nodes.push({ operator, inputs, outputs: [output], attributes });
    return output;
  }

  /** Applies an operator that has several outputs, and returns those. */
  nodes(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    count: number,
  ): string[] {
    const outputs = Array.from({ length: count }, () => this.#fresh(operator));
    this.#nodes.push({ operator, inputs, outputs, attributes });
    return outputs;
  }

  /** A builder that goes on where a graph ends: new values get names that the graph does not have. */
  static from(graph: Graph, name: string): GraphBuilder {
    const builder = GraphBuilder.withoutNodes(graph, name);
    graph.nodes.forEach((node) => builder.add(node));
    return builder;
  }

  /** A builder with the inputs and constants of a graph, but none of its nodes, whose names stay taken. */
  static withoutNodes(graph: Graph, name: string): GraphBuilder {
    const builder = new GraphBuilder(name);
    builder.#inputs.push(...graph.inputs);
    graph.inputs.forEach((input) => builder.#taken.add(input.name));
    for (const [weight, tensor] of graph.initialisers) builder.#initialisers.set(weight, tensor);
    for (const { outputs } of graph.nodes) outputs.forEach((value) => builder.#taken.add(value));
    return builder;
  }

  /** Adds a node as it is. */
  add(node: Node): void {
    this.#nodes.push(node);
  }

  /** Cuts a value into parts of the given lengths along an axis. */
  split(value: string, axis: number, lengths: readonly number[]): string[] {
    return this.nodes('Split', [value, this.integers(lengths)], { axis }, lengths.length);
  }

  /** @throws Error where the graph does not hold together; see {@link validateGraph} */
  build(): Graph {
    const graph: Graph = {
      name: this.#name,
      inputs: this.#inputs,
      outputs: this.#outputs,
      nodes: this.#nodes,
      initialisers: this.#initialisers,
    };
    validateGraph(graph);
    return graph;
  }

  #fresh(hint: string): string {
    for (;;) {
      const name = `${hint.toLowerCase()}:${this.#unnamed++}`;
      if (!this.#taken.has(name) && !this.#initialisers.has(name)) return name;
    }
  }
}
