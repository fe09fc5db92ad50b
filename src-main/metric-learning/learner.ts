import type { FloatTensor } from '../nn/graph.ts';
import type { Inputs, Trainable } from './trainable.ts';

type Weights = Map<string, FloatTensor>;

/** What engines have in common; some compute at once, others later. */
interface LearningNetwork<Optimiser> {
  readonly width: number;
  run(x: Inputs, n: number): Promise<Float32Array>;
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

  accumulate(x: Inputs, n: number, cotangent: Float32Array): Promise<void> {
    return this.#network.accumulate(x, n, cotangent);
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
