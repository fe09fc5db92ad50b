import * as tf from '@tensorflow/tfjs-core';

/** Decides how gradients change weights. One optimiser serves one network: it remembers what it saw of each weight. */
export interface Optimiser {
  /** Learning rate. May be changed between steps. */
  rate: number;
  /**
   * @returns the weight after the step, a new tensor that the caller disposes of
   */
  update(name: string, weight: tf.Tensor, gradient: tf.Tensor): tf.Tensor;
  /** What it remembers, for going on later: numbers by name, in the order in which the backend has them. */
  state(): Promise<Map<string, Float32Array>>;
  /** Goes on from a state. */
  restore(state: ReadonlyMap<string, Float32Array>): void;
  dispose(): void;
}

export interface OptimiserOptions {
  rate: number;
  /**
   * Part of `rate` by which matrices and kernels shrink at each step, apart from the gradient (Loshchilov and Hutter
   * 2019, "Decoupled Weight Decay Regularization"). Biases do not shrink.
   */
  weightDecay?: number;
}

/** Numbers that an optimiser remembers for a weight, by what they are; as many as the weight has, or one. */
type Memory = Record<string, tf.Tensor>;

/** The step of a rule: by how much the weight falls, at rate 1, and what is remembered then. */
type Rule = (gradient: tf.Tensor, memory: Memory | undefined) => { change: tf.Tensor; memory: Memory };

/** Accumulated squares start here, so that the first steps are not as large as the rate (as in TensorFlow). */
const initialSquares = 0.1;
const tiny = 1e-7;

/** w - rate g */
export const gradientDescent = (options: OptimiserOptions): Optimiser =>
  new RuleOptimiser(options, (gradient) => ({ change: gradient, memory: {} }));

/** AdaGrad (Duchi, Hazan and Singer 2011), with which FaceNet was trained (section 3). */
export const adaGrad = (options: OptimiserOptions): Optimiser =>
  new RuleOptimiser(options, (gradient, memory) => {
    const before = memory?.squares ?? tf.fill(gradient.shape, initialSquares);
    const squares = tf.add(before, tf.square(gradient));
    return { change: tf.div(gradient, tf.add(tf.sqrt(squares), tiny)), memory: { squares } };
  });

/** Adam (Kingma and Ba 2015), algorithm 1, with its corrections for starting at zero. */
export const adam = (
  options: OptimiserOptions & { beta1?: number; beta2?: number; epsilon?: number },
): Optimiser => {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const mix = (old: tf.Tensor | undefined, now: tf.Tensor, beta: number) =>
    old ? tf.add(tf.mul(old, beta), tf.mul(now, 1 - beta)) : tf.mul(now, 1 - beta);
  return new RuleOptimiser(options, (gradient, memory) => {
    const mean = mix(memory?.mean, gradient, beta1);
    const square = mix(memory?.square, tf.square(gradient), beta2);
    // Powers of the betas are kept as tensors, so that they travel with the state.
    const power1 = memory ? tf.mul(memory.power1, beta1) : tf.scalar(beta1);
    const power2 = memory ? tf.mul(memory.power2, beta2) : tf.scalar(beta2);
    const corrected = tf.div(mean, tf.sub(1, power1));
    const deviation = tf.sqrt(tf.div(square, tf.sub(1, power2)));
    return {
      change: tf.div(corrected, tf.add(deviation, epsilon)),
      memory: { mean, square, power1, power2 },
    };
  });
};

class RuleOptimiser implements Optimiser {
  rate: number;
  readonly #weightDecay: number;
  readonly #rule: Rule;
  readonly #memories = new Map<string, Memory>();
  /** Read when its weight is next updated, which tells the shapes. */
  readonly #restored = new Map<string, Map<string, Float32Array>>();

  constructor({ rate, weightDecay = 0 }: OptimiserOptions, rule: Rule) {
    this.rate = rate;
    this.#weightDecay = weightDecay;
    this.#rule = rule;
  }

  update(name: string, weight: tf.Tensor, gradient: tf.Tensor): tf.Tensor {
    const old = this.#memories.get(name);
    const { next, memory } = tf.tidy(() => {
      const { change, memory } = this.#rule(gradient, old ?? this.#revive(name, weight.shape));
      const decay = weight.rank > 1 ? this.#weightDecay : 0;
      const fallen = decay === 0 ? weight : tf.mul(weight, 1 - this.rate * decay);
      return { next: tf.sub(fallen, tf.mul(change, this.rate)), memory };
    });
    Object.values(memory).forEach((tensor) => tf.keep(tensor));
    if (old) tf.dispose(old);
    this.#memories.set(name, memory);
    this.#restored.delete(name);
    return tf.keep(next);
  }

  async state(): Promise<Map<string, Float32Array>> {
    const state = new Map<string, Float32Array>();
    for (const [name, numbers] of this.#restored) {
      for (const [key, values] of numbers) state.set(`${key}:${name}`, values);
    }
    for (const [name, memory] of this.#memories) {
      for (const [key, tensor] of Object.entries(memory)) {
        state.set(`${key}:${name}`, Float32Array.from(await tensor.data<'float32'>()));
      }
    }
    return state;
  }

  restore(state: ReadonlyMap<string, Float32Array>): void {
    this.dispose();
    for (const [place, values] of state) {
      const [, key, name] = /^(\w+):(.*)$/s.exec(place) ?? [];
      if (!key) throw new RangeError(`"${place}" is no part of an optimiser's state`);
      const numbers = this.#restored.get(name) ?? new Map<string, Float32Array>();
      this.#restored.set(name, numbers.set(key, values));
    }
  }

  dispose(): void {
    for (const memory of this.#memories.values()) tf.dispose(memory);
    this.#memories.clear();
    this.#restored.clear();
  }

  #revive(name: string, shape: number[]): Memory | undefined {
    const numbers = this.#restored.get(name);
    if (!numbers) return undefined;
    const size = tf.util.sizeFromShape(shape);
    return Object.fromEntries(
      Array.from(numbers, ([key, values]) => [
        key,
        tf.tensor(values, values.length === size && size > 1 ? shape : [], 'float32'),
      ]),
    );
  }
}
