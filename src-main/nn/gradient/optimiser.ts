import { float32At } from '../../common/typed-arrays.ts';

/** A variable and the gradient of the loss by it. */
export interface Step {
  /** Changed in place. */
  weights: Float32Array;
  gradient: Float32Array;
  /** Tells whether weight decay applies: matrices and kernels decay, biases do not. */
  decays: boolean;
}

/** A rule by which gradients change weights. One optimiser serves one network: it keeps a state for each variable. */
export interface Optimiser {
  /** Learning rate. May be changed between steps. */
  rate: number;
  /** @param name of the variable, under which its state is kept */
  update(name: string, step: Step): void;
}

export interface OptimiserOptions {
  rate: number;
  /**
   * The part of `rate` by which weights shrink at each step, apart from the gradient (Loshchilov and Hutter 2019,
   * "Decoupled Weight Decay Regularization").
   */
  weightDecay?: number;
}

/** Accumulated squares start here, so that the first steps are not as large as the rate (as in TensorFlow). */
const initialSquares = 0.1;
const adaGradEpsilon = 1e-7;

/** AdaGrad (Duchi, Hazan and Singer 2011), with which FaceNet was trained (section 3). */
export function adaGrad({ rate, weightDecay = 0 }: OptimiserOptions): Optimiser {
  const squaresOf = new Map<string, Float32Array>();
  return {
    rate,
    update(name, { weights, gradient, decays }) {
      const squares = remembered(squaresOf, name, gradient.length, initialSquares);
      const kept = 1 - (decays ? this.rate * weightDecay : 0);
      for (let i = 0; i < weights.length; i++) {
        const slope = float32At(gradient, i);
        squares[i] = float32At(squares, i) + slope ** 2;
        const change = (this.rate * slope) / (Math.sqrt(float32At(squares, i)) + adaGradEpsilon);
        weights[i] = kept * float32At(weights, i) - change;
      }
    },
  };
}

const beta1 = 0.9;
const beta2 = 0.999;
const adamEpsilon = 1e-8;

/** Adam (Kingma and Ba 2015), algorithm 1, with its corrections for starting at zero. */
export function adam({ rate, weightDecay = 0 }: OptimiserOptions): Optimiser {
  const means = new Map<string, Float32Array>();
  const squaresOf = new Map<string, Float32Array>();
  const counts = new Map<string, number>();
  return {
    rate,
    update(name, { weights, gradient, decays }) {
      const mean = remembered(means, name, gradient.length, 0);
      const squares = remembered(squaresOf, name, gradient.length, 0);
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const step = this.rate / (1 - beta1 ** count);
      const correction = 1 / (1 - beta2 ** count);
      const kept = 1 - (decays ? this.rate * weightDecay : 0);
      for (let i = 0; i < weights.length; i++) {
        const slope = float32At(gradient, i);
        const before = float32At(mean, i);
        const squared = float32At(squares, i);
        mean[i] = before + (1 - beta1) * (slope - before);
        squares[i] = squared + (1 - beta2) * (slope ** 2 - squared);
        const deviation = Math.sqrt(float32At(squares, i) * correction) + adamEpsilon;
        weights[i] = kept * float32At(weights, i) - (step * float32At(mean, i)) / deviation;
      }
    },
  };
}

function remembered(memory: Map<string, Float32Array>, name: string, length: number, first: number) {
  let numbers = memory.get(name);
  if (!numbers) memory.set(name, (numbers = new Float32Array(length).fill(first)));
  return numbers;
}
