import { required } from '../../common/elements.ts';
import { addFloat32, float32At } from '../../common/typed-arrays.ts';
import { elementCount, type FloatTensor, type Graph, type ValueInfo } from '../graph.ts';
import { cotangentInput, differentiate, gradientOf } from './gradient-graph.ts';
import type { Optimiser } from './optimiser.ts';
import type { Executable, Runtime } from './runtime.ts';

/** Inputs of a network, one after the other: pixels, or the values of an inner layer. */
export type Inputs = Float32Array | Uint8Array;

/** A run forward whose gradient is taken later. */
export interface Pass {
  /** [n, width] of the graph's output. */
  vectors: Float32Array;
  /**
   * Adds the gradient of `sum(output * cotangent)` by the variables to the accumulated gradients; once, before the next
   * step.
   * @param cotangent [n, width]: the gradient of the loss by the output
   * @throws RangeError where it has another length
   */
  accumulate(cotangent: Float32Array): Promise<void>;
}

interface Variable<V> {
  dims: readonly number[];
  weights: Float32Array;
  /** Sum of the accumulated gradients. */
  gradient: Float32Array;
  touched: boolean;
  /** The weights as the runtime has them; null until they are next needed. */
  written: V | null;
}

/** Most bytes of recorded values that wait for their gradients; other passes go forward a second time. */
const mostRecorded = 400 << 20;

/**
 * A network that learns. A runtime executes two graphs, which take the variables as inputs: one goes forward, the other
 * gives gradients. Weights and accumulated gradients are in the memory of the process. No method splits its input:
 * memory grows with `n`, so callers go through many faces in chunks. The same calls give the same numbers, whatever ran
 * before.
 */
export class DifferentiatedNetwork<V = unknown> {
  /** Numbers of the output for one input. */
  readonly width: number;
  readonly #runtime: Runtime<V>;
  readonly #input: { name: string; dims: readonly number[] };
  readonly #output: string;
  readonly #forward: Executable<V>;
  readonly #backward: Executable<V>;
  /** Names of the values of the forward graph that the backward graph takes. */
  readonly #recorded: readonly string[];
  readonly #variables: ReadonlyMap<string, Variable<V>>;
  /** Bytes for one input. */
  readonly #recordedEach: number;
  /** Bytes since the last step. */
  #recordedBytes = 0;
  /** Values of passes that may still go back. */
  readonly #held = new Set<V>();

  private constructor(
    graph: Graph,
    variables: readonly string[],
    runtime: Runtime<V>,
    recorded: readonly ValueInfo[],
    [forward, backward]: readonly [Executable<V>, Executable<V>],
  ) {
    const [input] = graph.inputs;
    const [output] = graph.outputs;
    if (!input || !output) throw new RangeError(`${graph.name} has no input or no output`);
    this.width = elementCount(output.shape.slice(1) as number[]);
    this.#runtime = runtime;
    this.#input = { name: input.name, dims: input.shape.slice(1) as number[] };
    this.#output = output.name;
    this.#forward = forward;
    this.#backward = backward;
    this.#recorded = recorded.map(({ name }) => name);
    this.#recordedEach = recorded.reduce(
      (sum, { shape }) => sum + Float32Array.BYTES_PER_ELEMENT * elementCount(shape.slice(1) as number[]),
      0,
    );
    this.#variables = new Map(
      variables.map((variable) => {
        const { dims, data } = graph.initialisers.get(variable) as FloatTensor;
        const gradient = new Float32Array(data.length);
        return [variable, { dims, weights: data.slice(), gradient, touched: false, written: null }];
      }),
    );
  }

  /**
   * @param graph of one input and one output, [batch, ...] each; all other sizes are known
   * @param variables initialisers that are learnt
   * @throws RangeError as {@link differentiate}; FamiliarError as {@link Runtime.load}
   */
  static async open<V>(
    graph: Graph,
    variables: readonly string[],
    runtime: Runtime<V>,
  ): Promise<DifferentiatedNetwork<V>> {
    const { forward, backward, recorded } = differentiate(graph, variables);
    const both = [await runtime.load(forward), await runtime.load(backward)] as const;
    return new DifferentiatedNetwork(graph, variables, runtime, recorded, both);
  }

  /**
   * @param x `n` inputs of the graph one after another
   * @returns [n, width] of the graph's output
   * @throws RangeError where there are fewer or more numbers than that
   */
  async run(x: Inputs, n: number): Promise<Float32Array> {
    const input = this.#write(x, n);
    try {
      const results = await this.#forward.run(this.#feeds(input), [this.#output]);
      const output = required(results.get(this.#output));
      const vectors = await this.#runtime.read(output);
      this.#runtime.free(output);
      return vectors;
    } finally {
      this.#runtime.free(input);
    }
  }

  /** As {@link run}, to go back later with {@link Pass.accumulate}. */
  async pass(x: Inputs, n: number): Promise<Pass> {
    const bytes = n * this.#recordedEach;
    if (this.#recordedBytes + bytes > mostRecorded) {
      const vectors = await this.run(x, n);
      return { vectors, accumulate: (cotangent) => this.accumulate(x, n, cotangent) };
    }
    this.#recordedBytes += bytes;
    return this.#recordedPass(x, n);
  }

  /** Goes forward and back at once: see {@link Pass.accumulate}. */
  async accumulate(x: Inputs, n: number, cotangent: Float32Array): Promise<void> {
    expectCount('the cotangent', cotangent.length, n * this.width);
    const { accumulate } = await this.#recordedPass(x, n);
    await accumulate(cotangent);
  }

  async #recordedPass(x: Inputs, n: number): Promise<Pass> {
    const input = this.#write(x, n);
    this.#held.add(input);
    const made = await this.#forward
      .run(this.#feeds(input), [...new Set([this.#output, ...this.#recorded])])
      .catch((error: unknown) => {
        this.#drop([input]);
        throw error;
      });
    const kept = [input, ...made.values()];
    kept.forEach((value) => this.#held.add(value));
    return {
      vectors: await this.#runtime.read(required(made.get(this.#output))),
      accumulate: async (cotangent) => {
        expectCount('the cotangent', cotangent.length, n * this.width);
        if (!this.#held.has(input)) throw new Error('the pass is over');
        await this.#back(new Map([...this.#feeds(input), ...made]), n, cotangent);
        this.#drop(kept);
      },
    };
  }

  async #back(values: Map<string, V>, n: number, cotangent: Float32Array): Promise<void> {
    const loss = this.#runtime.write({ dims: [n, this.width], data: cotangent });
    const names = Array.from(this.#variables.keys(), gradientOf);
    const results = await this.#backward.run(values.set(cotangentInput, loss), names);
    this.#runtime.free(loss);
    for (const [name, variable] of this.#variables) {
      const value = required(results.get(gradientOf(name)));
      const part = await this.#runtime.read(value);
      this.#runtime.free(value);
      const { gradient } = variable;
      for (let i = 0; i < gradient.length; i++) addFloat32(gradient, i, float32At(part, i));
      variable.touched = true;
    }
  }

  /** A copy of the gradients accumulated so far; zero where none were. */
  gradients(): Map<string, FloatTensor> {
    return this.#copies(({ gradient }) => gradient);
  }

  /** Changes the variables by the accumulated gradients, which are zero afterwards. */
  step(optimiser: Optimiser): void {
    this.#recordedBytes = 0;
    this.#drop([...this.#held]);
    for (const [name, variable] of this.#variables) {
      if (!variable.touched) continue;
      const { dims, weights, gradient } = variable;
      optimiser.update(name, { weights, gradient, decays: dims.length > 1 });
      gradient.fill(0);
      variable.touched = false;
      this.#forget(variable);
    }
  }

  /** A copy of the variables as they are now. */
  weights(): Map<string, FloatTensor> {
    return this.#copies(({ weights }) => weights);
  }

  /** @throws RangeError for a name that is no variable, or another shape than it has */
  setWeights(weights: ReadonlyMap<string, FloatTensor>): void {
    for (const [name, { dims, data }] of weights) {
      const variable = this.#variables.get(name);
      if (!variable || variable.dims.join() !== dims.join()) {
        throw new RangeError(`there is no variable "${name}" of ${dims.join('x')}`);
      }
      variable.weights.set(data);
      this.#forget(variable);
    }
  }

  async release(): Promise<void> {
    this.#drop([...this.#held]);
    for (const variable of this.#variables.values()) this.#forget(variable);
    await Promise.all([this.#forward.release(), this.#backward.release()]);
  }

  #copies(numbers: (variable: Variable<V>) => Float32Array): Map<string, FloatTensor> {
    return new Map(
      Array.from(this.#variables, ([name, variable]) => [
        name,
        { type: 'float32', dims: variable.dims, data: numbers(variable).slice() },
      ]),
    );
  }

  #write(x: Inputs, n: number): V {
    const dims = [n, ...this.#input.dims];
    if (n < 1) throw new RangeError('there is no input');
    expectCount(`the input of ${n}`, x.length, elementCount(dims));
    return this.#runtime.write({ dims, data: x });
  }

  /** The input and the variables, by name. */
  #feeds(input: V): Map<string, V> {
    const feeds = new Map([[this.#input.name, input]]);
    for (const [name, variable] of this.#variables) {
      variable.written ??= this.#runtime.write({ dims: variable.dims, data: variable.weights });
      feeds.set(name, variable.written);
    }
    return feeds;
  }

  #forget(variable: Variable<V>): void {
    if (variable.written !== null) this.#runtime.free(variable.written);
    variable.written = null;
  }

  #drop(values: readonly V[]): void {
    for (const value of values) if (this.#held.delete(value)) this.#runtime.free(value);
  }
}

function expectCount(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new RangeError(`${what} has ${actual} numbers, not ${expected}`);
}
