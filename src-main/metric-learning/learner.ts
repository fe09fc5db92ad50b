import type { FloatTensor } from '../nn/graph.ts';
import type { Inputs, Pass, Trainable } from './trainable.ts';

type Weights = Map<string, FloatTensor>;

/** What engines have in common; some compute at once, others later. */
interface LearningNetwork<Optimiser> {
  readonly width: number;
  run(x: Inputs, n: number): Promise<Float32Array>;
  /** Where it is missing, a pass goes forward once more with `accumulate`. */
  pass?(x: Inputs, n: number): Promise<Pass>;
  accumulate(x: Inputs, n: number, cotangent: Float32Array): Promise<void>;
  step(optimiser: Optimiser): void;
  weights(): Weights | Promise<Weights>;
  setWeights(weights: Weights): void;
}

/** A network and its optimiser, as the trainer asks for them. */
export class Learner<Optimiser extends { rate: number }> implements Trainable<Weights> {
  readonly #network: LearningNetwork<Optimiser>;
  readonly #optimiser: Optimiser;

  constructor(network: LearningNetwork<Optimiser>, optimiser: Optimiser) {
    this.#network = network;
    this.#optimiser = optimiser;
  }

  get width(): number {
    return this.#network.width;
  }

  run(x: Inputs, n: number): Promise<Float32Array> {
    return this.#network.run(x, n);
  }

  async pass(x: Inputs, n: number): Promise<Pass> {
    const network = this.#network;
    if (network.pass) return network.pass(x, n);
    const vectors = await network.run(x, n);
    return { vectors, accumulate: (cotangent) => network.accumulate(x, n, cotangent) };
  }

  async step(learningRate: number): Promise<void> {
    this.#optimiser.rate = learningRate;
    this.#network.step(this.#optimiser);
  }

  async weights(): Promise<Weights> {
    return this.#network.weights();
  }

  async setWeights(weights: Weights): Promise<void> {
    this.#network.setWeights(weights);
  }
}
