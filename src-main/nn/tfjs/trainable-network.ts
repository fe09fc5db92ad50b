import * as tf from '@tensorflow/tfjs-core';
import { elementCount, type FloatTensor, type Graph } from '../graph.ts';
import { engineNames, type TrainingBackendName } from './backend-names.ts';
import type { Optimiser } from './optimiser.ts';
import { Program, storageOf } from './program.ts';
import { type Layout, Value } from './value.ts';

/**
 * A network of which some weights can be learnt. Neither method splits what it is given: memory grows with `n`, so
 * callers go through many faces in chunks.
 */
export interface TrainableNetwork {
  /** Names of the initialisers that are variables, in the order of the graph. */
  readonly variables: readonly string[];
  /** How many numbers the graph gives for one input. */
  readonly width: number;
  /**
   * @param x `n` inputs of the graph one after another
   * @returns [n, width] of the graph's output
   * @throws RangeError where there are fewer or more numbers than that
   */
  run(x: Float32Array | Uint8Array, n: number): Promise<Float32Array>;
  /**
   * Adds the gradient of `sum(output * cotangent)` by the variables to the gradients accumulated so far.
   * @param cotangent [n, width]: the gradient of the loss by the output
   * @throws RangeError where there are fewer or more numbers than that
   */
  accumulate(x: Float32Array | Uint8Array, n: number, cotangent: Float32Array): Promise<void>;
  /** What has been accumulated, by variable: zero where nothing has. For looking at; {@link step} uses it up. */
  gradients(): Promise<Map<string, FloatTensor>>;
  /** Changes the variables by what has been accumulated, and forgets that. */
  step(optimiser: Optimiser): void;
  /** The variables as they are now, in the graph's own layout. */
  weights(): Promise<Map<string, FloatTensor>>;
  /** @throws RangeError for a name that is no variable, or another shape than it has */
  setWeights(weights: ReadonlyMap<string, FloatTensor>): void;
  dispose(): void;
}

/**
 * Makes a graph trainable. The graph itself stays as it is.
 * @param graph of one input and one output
 * @param variables which initialisers are learnt
 * @throws FamiliarError `model-unsuitable` where the graph has operators that training does not know
 */
export function trainable(
  graph: Graph,
  backend: { name: TrainingBackendName },
  variables: (name: string) => boolean,
): TrainableNetwork {
  return new GraphNetwork(graph, backend.name, variables);
}

interface Variable {
  layout: Layout;
  /** As the graph has it. */
  dims: readonly number[];
  tensor: tf.Tensor;
  gradient: tf.Tensor | null;
}

class GraphNetwork implements TrainableNetwork {
  readonly variables: readonly string[];
  readonly width: number;
  readonly #backend: string;
  readonly #program: Program;
  readonly #variables = new Map<string, Variable>();

  constructor(graph: Graph, backend: TrainingBackendName, isVariable: (name: string) => boolean) {
    const floats = [...graph.initialisers].filter(([, { type }]) => type === 'float32');
    const chosen = floats.filter(([name]) => isVariable(name)) as [string, FloatTensor][];
    this.variables = chosen.map(([name]) => name);
    this.#backend = engineNames[backend];
    this.#program = new Program(graph, new Set(this.variables));
    this.width = this.#program.width;
    this.#enter();
    for (const [name, weights] of chosen) {
      const layout = storageOf(graph, name);
      const tensor = stored(weights, layout);
      this.#variables.set(name, { layout, dims: weights.dims, tensor, gradient: null });
    }
  }

  async run(x: Float32Array | Uint8Array, n: number): Promise<Float32Array> {
    this.#enter();
    const output = tf.tidy(() => this.#forward(x, n).output.as('plain'));
    try {
      return (await output.data<'float32'>()) as Float32Array;
    } finally {
      output.dispose();
    }
  }

  async accumulate(x: Float32Array | Uint8Array, n: number, cotangent: Float32Array): Promise<void> {
    expectCount('the cotangent', cotangent.length, n * this.width);
    this.#enter();
    const sums = tf.tidy(() => {
      const { output, pull } = this.#forward(x, n);
      const gradients = pull(new Value(tf.tensor(cotangent, [...output.shape], 'float32')));
      return this.variables.map((name) => {
        const { layout, gradient } = this.#variables.get(name)!;
        const added = gradients.get(name)?.as(layout);
        return added && tf.keep(gradient ? tf.add(gradient, added) : tf.clone(added));
      });
    });
    this.variables.forEach((name, k) => {
      const sum = sums[k];
      if (!sum) return;
      const variable = this.#variables.get(name)!;
      variable.gradient?.dispose();
      variable.gradient = sum;
    });
  }

  gradients(): Promise<Map<string, FloatTensor>> {
    return this.#read(({ gradient, tensor }) => (gradient ? tf.clone(gradient) : tf.zerosLike(tensor)));
  }

  step(optimiser: Optimiser): void {
    this.#enter();
    for (const [name, variable] of this.#variables) {
      if (!variable.gradient) continue;
      const next = optimiser.update(name, variable.tensor, variable.gradient);
      variable.tensor.dispose();
      variable.gradient.dispose();
      variable.tensor = next;
      variable.gradient = null;
    }
  }

  weights(): Promise<Map<string, FloatTensor>> {
    return this.#read(({ tensor }) => tf.clone(tensor));
  }

  setWeights(weights: ReadonlyMap<string, FloatTensor>): void {
    this.#enter();
    for (const [name, { dims }] of weights) {
      const variable = this.#variables.get(name);
      if (variable?.dims.join() !== dims.join()) {
        throw new RangeError(`there is no variable "${name}" of ${dims.join('x')}`);
      }
    }
    for (const [name, tensor] of weights) {
      const variable = this.#variables.get(name)!;
      variable.tensor.dispose();
      variable.tensor = stored(tensor, variable.layout);
    }
  }

  dispose(): void {
    this.#program.dispose();
    for (const { tensor, gradient } of this.#variables.values()) tf.dispose([tensor, gradient!]);
    this.#variables.clear();
  }

  #forward(x: Float32Array | Uint8Array, n: number) {
    const shape = [n, ...this.#program.input.dims];
    expectCount(`the input of ${n}`, x.length, elementCount(shape));
    const variables = new Map(
      Array.from(this.#variables, ([name, { tensor, layout }]) => [name, new Value(tensor, layout)]),
    );
    return this.#program.run(new Value(tf.tensor(x, shape, 'float32')), variables);
  }

  async #read(tensorOf: (variable: Variable) => tf.Tensor): Promise<Map<string, FloatTensor>> {
    this.#enter();
    const read = new Map<string, FloatTensor>();
    for (const [name, variable] of this.#variables) {
      const plain = tf.tidy(() => new Value(tensorOf(variable), variable.layout).as('plain'));
      const data = Float32Array.from(await plain.data<'float32'>());
      plain.dispose();
      read.set(name, { type: 'float32', dims: variable.dims, data });
    }
    return read;
  }

  /** TensorFlow.js computes on one backend at a time for the whole process; another network may have changed it. */
  #enter(): void {
    if (tf.getBackend() !== this.#backend) tf.setBackend(this.#backend);
  }
}

const stored = ({ dims, data }: FloatTensor, layout: Layout): tf.Tensor =>
  tf.keep(tf.tidy(() => new Value(tf.tensor(data, [...dims], 'float32')).as(layout)));

function expectCount(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new RangeError(`${what} has ${actual} numbers, not ${expected}`);
}
