/**
 * An ONNX graph in memory: what networks build, what the ONNX files hold, and what the runtimes execute.
 * Operators and their attributes are those of the ONNX standard (https://onnx.ai/onnx/operators/).
 */
export interface Graph {
  name: string;
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
  /** In an order in which they can be executed: a node comes after those whose outputs it takes. */
  nodes: readonly Node[];
  /** Constants by value name: weights, biases, shapes. */
  initialisers: ReadonlyMap<string, Tensor>;
}

export type ElementType = 'float32' | 'uint8' | 'int64';

/** A value that enters or leaves the graph. */
export interface ValueInfo {
  name: string;
  type: ElementType;
  /** A string names a dimension that is only known when the graph runs, such as `batch`. */
  shape: readonly (number | string)[];
}

/** One operator, applied. */
export interface Node {
  operator: string;
  /** Value names, in the operator's order. */
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, Attribute>>;
}

/** A whole number (ONNX's INT), a list of them (INTS), a {@link FloatAttribute}, or a word (STRING). */
export type Attribute = number | readonly number[] | FloatAttribute | string;

/**
 * ONNX's FLOAT, such as an epsilon. A type of its own, because 1 where an operator wants 1.0 is an error. Made by
 * {@link float}.
 */
export interface FloatAttribute {
  /** Representable in 32 bits. */
  float: number;
}

/** The number, rounded to 32 bits, as an attribute of type FLOAT. */
export const float = (value: number): FloatAttribute => ({ float: Math.fround(value) });

export interface FloatTensor {
  type: 'float32';
  dims: readonly number[];
  /** Row-major; as long as the product of `dims`. */
  data: Float32Array;
}

export interface IntegerTensor {
  type: 'int64';
  dims: readonly number[];
  data: BigInt64Array;
}

export type Tensor = FloatTensor | IntegerTensor;

/** Number of elements of a tensor of these dimensions; 1 for a scalar (no dimensions). */
export const elementCount = (dims: readonly number[]): number => dims.reduce((count, dim) => count * dim, 1);

/**
 * Checks the consistency of a graph, which runtimes assume: every value is made once and before it is used, every
 * output exists, every initialiser has as many elements as its dimensions say.
 * @throws Error naming the first offence
 */
export function validateGraph(graph: Graph): void {
  const known = new Set<string>();
  const define = (name: string, what: string) => {
    if (name === '') throw new Error(`${graph.name}: ${what} has an empty name`);
    if (known.has(name)) throw new Error(`${graph.name}: ${what} "${name}" is defined twice`);
    known.add(name);
  };
  const require = (name: string, user: string) => {
    if (!known.has(name)) throw new Error(`${graph.name}: ${user} takes "${name}", which nothing defines`);
  };

  for (const input of graph.inputs) define(input.name, 'input');
  for (const [name, { dims, data }] of graph.initialisers) {
    define(name, 'initialiser');
    if (data.length !== elementCount(dims)) {
      throw new Error(
        `${graph.name}: initialiser "${name}" has ${data.length} elements, not ${dims.join('x')}`,
      );
    }
  }
  for (const { operator, inputs, outputs } of graph.nodes) {
    for (const name of inputs) require(name, operator);
    for (const name of outputs) define(name, `output of ${operator}`);
  }
  for (const output of graph.outputs) require(output.name, 'the graph output');
}
