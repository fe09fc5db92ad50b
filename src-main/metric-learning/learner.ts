import type { DifferentiatedNetwork, Inputs, Pass } from '../nn/gradient/network.ts';
import type { Optimiser } from '../nn/gradient/optimiser.ts';
import type { FloatTensor } from '../nn/graph.ts';
import type { Trainable } from './trainable.ts';

type Weights = Map<string, FloatTensor>;

/** A network and its optimiser, as the trainer asks for them. */
export class Learner implements Trainable<Weights> {
  readonly #network: DifferentiatedNetwork;
  readonly #optimiser: Optimiser;

  constructor(network: DifferentiatedNetwork, optimiser: Optimiser) {
    this.#network = network;
    this.#optimiser = optimiser;
  }

  get width(): number {
    return this.#network.width;
  }

  run(x: Inputs, n: number): Promise<Float32Array> {
    return this.#network.run(x, n);
  }

  pass(x: Inputs, n: number): Promise<Pass> {
    return this.#network.pass(x, n);
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
