import type { Inputs, Pass } from '../nn/gradient/network.ts';

/**
 * A network and its optimiser, as the trainer uses them (engine.ts opens them). The losses are computed outside, on all
 * vectors of a batch, so that it needs to know nothing of triplets: it runs, and it takes the derivative of any loss
 * with respect to its vectors. `W` is how it hands its weights over.
 */
export interface Trainable<W> {
  /** Length of its vectors. */
  readonly width: number;
  /**
   * @param x inputs of `n` examples, one after the other
   * @returns their unit vectors, one after the other
   */
  run(x: Inputs, n: number): Promise<Float32Array>;
  /** As `run`, keeping the values for a gradient before the next step. */
  pass(x: Inputs, n: number): Promise<Pass>;
  /** Lets the optimiser change the weights by the accumulated gradients, if there are any, and clears them. */
  step(learningRate: number): Promise<void>;
  /** A copy of the weights. */
  weights(): Promise<W>;
  setWeights(weights: W): Promise<void>;
}
