/**
 * What the trainer asks of a network and its optimiser (engine.ts opens them). The losses are worked out beside it, on all
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
  /** The same, to go back later, before the next step. */
  pass(x: Inputs, n: number): Promise<Pass>;
  /** Lets the optimiser change the weights by what was accumulated, if anything was, and forgets that. */
  step(learningRate: number): Promise<void>;
  /** A copy of the weights. */
  weights(): Promise<W>;
  setWeights(weights: W): Promise<void>;
}

/** A chunk that went forward. */
export interface Pass {
  /** Unit vectors of its examples, one after the other. */
  vectors: Float32Array;
  /**
   * Goes back, and adds the gradient by the weights to what was accumulated since the last step.
   * @param cotangent derivative of the loss with respect to each of the unit vectors; that they are scaled to length 1
   * is part of the network, and so of what it carries back
   */
  accumulate(cotangent: Float32Array): Promise<void>;
}

/** Inputs of a network, one after the other: pixels, or features of a part of the network that does not learn. */
export type Inputs = Float32Array | Uint8Array;
