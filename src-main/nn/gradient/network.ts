import type { DeviceName } from '../../contract/models.ts';
import { elementCount, type FloatTensor, type Graph } from '../graph.ts';
import { writeOnnx } from '../onnx/write.ts';
import { createSession, type InferenceSession, type NetworkOptions, Tensor } from '../onnxruntime.ts';
import { cotangentInput, type DifferentiatedGraph, differentiate, gradientOf } from './gradient-graph.ts';
import type { Optimiser } from './optimiser.ts';

/** A run forward whose gradient is taken later. */
export interface Pass {
  /** [n, width] of the graph's output. */
  vectors: Float32Array;
  /** Adds the gradient of `sum(output * cotangent)` by the variables to what has been accumulated; once. */
  accumulate(cotangent: Float32Array): Promise<void>;
}

interface Variable {
  dims: readonly number[];
  weights: Float32Array;
  /** Sum of what has been accumulated. */
  gradient: Float32Array;
  touched: boolean;
}

/** What was recorded of passes that wait for their gradients, bytes at most; others go forward a second time. */
const mostRecorded = 400 << 20;

/**
 * A network that ONNX Runtime trains: one session goes forward, another gives gradients, and the variables are
 * inputs of both. No method splits what it is given: memory grows with `n`, so callers go through many faces in
 * chunks. The same calls give the same numbers, whatever ran before.
 */
export class DifferentiatedNetwork {
  /** How many numbers the graph gives for one input. */
  readonly width: number;
  readonly #input: { name: string; type: 'float32' | 'uint8'; dims: readonly number[] };
  readonly #output: string;
  readonly #forward: InferenceSession;
  readonly #backward: InferenceSession;
  readonly #variables: ReadonlyMap<string, Variable>;
  /** Bytes for one input. */
  readonly #recordedEach: number;
  /** Bytes since the last step. */
  #recorded = 0;

  private constructor(
    graph: Graph,
    variables: readonly string[],
    { recorded }: DifferentiatedGraph,
    forward: InferenceSession,
    backward: InferenceSession,
  ) {
    const [{ name, type, shape }] = graph.inputs;
    const [output] = graph.outputs;
    this.width = elementCount(output.shape.slice(1) as number[]);
    this.#input = { name, type: type as 'float32' | 'uint8', dims: shape.slice(1) as number[] };
    this.#output = output.name;
    this.#forward = forward;
    this.#backward = backward;
    this.#recordedEach = recorded.reduce(
      (sum, { shape }) => sum + Float32Array.BYTES_PER_ELEMENT * elementCount(shape.slice(1) as number[]),
      0,
    );
    this.#variables = new Map(
      variables.map((variable) => {
        const { dims, data } = graph.initialisers.get(variable) as FloatTensor;
        const gradient = new Float32Array(data.length);
        return [variable, { dims, weights: data.slice(), gradient, touched: false }];
      }),
    );
  }

  /**
   * @param graph of one input and one output, [batch, ...] each; all other sizes are known
   * @param variables initialisers that are learnt
   * @throws RangeError as {@link differentiate}; FamiliarError `device-unavailable`
   */
  static async open(
    graph: Graph,
    variables: readonly string[],
    device: DeviceName,
    options?: NetworkOptions,
  ): Promise<DifferentiatedNetwork> {
    const differentiated = differentiate(graph, variables);
    const forward = await createSession(writeOnnx(differentiated.forward), device, options);
    const backward = await createSession(writeOnnx(differentiated.backward), device, options);
    return new DifferentiatedNetwork(graph, variables, differentiated, forward, backward);
  }

  /**
   * @param x `n` inputs of the graph one after another
   * @returns [n, width] of the graph's output
   */
  async run(x: Float32Array | Uint8Array, n: number): Promise<Float32Array> {
    const results = await this.#forward.run(this.#feeds(x, n), [this.#output]);
    return results[this.#output].data as Float32Array;
  }

  /** As {@link run}, to go back later with {@link Pass.accumulate}, before the next {@link step}. */
  async pass(x: Float32Array | Uint8Array, n: number): Promise<Pass> {
    const bytes = n * this.#recordedEach;
    if (this.#recorded + bytes > mostRecorded) {
      const vectors = await this.run(x, n);
      return { vectors, accumulate: (cotangent) => this.accumulate(x, n, cotangent) };
    }
    const feeds = this.#feeds(x, n);
    const made = await this.#forward.run(feeds);
    this.#recorded += bytes;
    return {
      vectors: made[this.#output].data as Float32Array,
      accumulate: (cotangent) => this.#back({ ...feeds, ...made }, n, cotangent),
    };
  }

  /**
   * Adds the gradient of `sum(output * cotangent)` by the variables to what has been accumulated.
   * @param cotangent [n, width]: the gradient of the loss by the output
   */
  async accumulate(x: Float32Array | Uint8Array, n: number, cotangent: Float32Array): Promise<void> {
    const feeds = this.#feeds(x, n);
    await this.#back({ ...feeds, ...(await this.#forward.run(feeds)) }, n, cotangent);
  }

  async #back(values: Record<string, Tensor>, n: number, cotangent: Float32Array): Promise<void> {
    const given: Record<string, Tensor> = {
      ...values,
      [cotangentInput]: new Tensor('float32', cotangent, [n, this.width]),
    };
    const taken = this.#backward.inputNames.map((name) => [name, given[name]] as const);
    const results = await this.#backward.run(Object.fromEntries(taken));
    for (const [name, variable] of this.#variables) {
      const part = results[gradientOf(name)].data as Float32Array;
      const { gradient } = variable;
      for (let i = 0; i < gradient.length; i++) gradient[i] += part[i];
      variable.touched = true;
    }
  }

  /** Changes the variables by what has been accumulated, and forgets that. */
  step(optimiser: Optimiser): void {
    this.#recorded = 0;
    for (const [name, variable] of this.#variables) {
      if (!variable.touched) continue;
      const { dims, weights, gradient } = variable;
      optimiser.update(name, { weights, gradient, decays: dims.length > 1 });
      gradient.fill(0);
      variable.touched = false;
    }
  }

  /** A copy of the variables as they are now. */
  weights(): Map<string, FloatTensor> {
    return new Map(
      Array.from(this.#variables, ([name, { dims, weights }]) => [
        name,
        { type: 'float32', dims, data: weights.slice() },
      ]),
    );
  }

  /** @throws RangeError for a name that is no variable, or another shape than it has */
  setWeights(weights: ReadonlyMap<string, FloatTensor>): void {
    for (const [name, { dims, data }] of weights) {
      const variable = this.#variables.get(name);
      if (variable?.dims.join() !== dims.join()) {
        throw new RangeError(`there is no variable "${name}" of ${dims.join('x')}`);
      }
      variable.weights.set(data);
    }
  }

  async release(): Promise<void> {
    await Promise.all([this.#forward.release(), this.#backward.release()]);
  }

  #feeds(x: Float32Array | Uint8Array, n: number): Record<string, Tensor> {
    const { name, type, dims } = this.#input;
    const shape = [n, ...dims];
    if (n < 1 || x.length !== elementCount(shape)) {
      throw new RangeError(`the input of ${n} has ${x.length} numbers, not ${shape.join('x')}`);
    }
    const input =
      type === 'uint8'
        ? new Tensor(type, x as Uint8Array, shape)
        : new Tensor(type, x as Float32Array, shape);
    const variables = Array.from(this.#variables, ([variable, { dims, weights }]) => [
      variable,
      new Tensor('float32', weights, dims),
    ]);
    return { [name]: input, ...Object.fromEntries(variables) };
  }
}
