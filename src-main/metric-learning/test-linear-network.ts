import { seededRandom } from '../common/random.ts';
import type { Inputs, Pass } from '../nn/gradient/network.ts';
import type { Trainable } from './trainable.ts';

/**
 * For tests: the smallest network that can learn, y = Wx + b scaled to length 1, with gradients by hand and AdaGrad or
 * plain descent. Remembers how many examples it was given at a time.
 */
export class LinearNetwork implements Trainable<Float64Array> {
  readonly width: number;
  readonly calls: number[] = [];
  readonly #inputs: number;
  readonly #adagrad: boolean;
  /** Rows of W, then b. */
  readonly #weights: Float64Array;
  readonly #gradient: Float64Array;
  readonly #squares: Float64Array;

  constructor(inputs: number, width: number, seed: number, adagrad = false) {
    this.width = width;
    this.#inputs = inputs;
    this.#adagrad = adagrad;
    const random = seededRandom(seed);
    const count = width * (inputs + 1);
    this.#weights = Float64Array.from({ length: count }, (_, i) => (i < width * inputs ? random() - 0.5 : 0));
    this.#gradient = new Float64Array(count);
    this.#squares = new Float64Array(count).fill(0.1);
  }

  async run(x: Inputs, n: number): Promise<Float32Array> {
    this.calls.push(n);
    const vectors = new Float32Array(n * this.width);
    for (let i = 0; i < n; i++) {
      const y = this.#forward(x, i);
      const length = Math.hypot(...y);
      y.forEach((value, k) => (vectors[i * this.width + k] = value / length));
    }
    return vectors;
  }

  async pass(x: Inputs, n: number): Promise<Pass> {
    const vectors = await this.run(x, n);
    return { vectors, accumulate: async (cotangent) => this.#accumulate(x, n, cotangent) };
  }

  #accumulate(x: Inputs, n: number, cotangent: Float32Array): void {
    this.calls.push(n);
    const bias = this.width * this.#inputs;
    for (let i = 0; i < n; i++) {
      const y = this.#forward(x, i);
      const length = Math.hypot(...y);
      const along = y.reduce((sum, value, k) => sum + (value / length) * cotangent[i * this.width + k]!, 0);
      y.forEach((value, k) => {
        const slope = (cotangent[i * this.width + k]! - (along * value) / length) / length;
        for (let j = 0; j < this.#inputs; j++) {
          this.#gradient[k * this.#inputs + j]! += slope * x[i * this.#inputs + j]!;
        }
        this.#gradient[bias + k]! += slope;
      });
    }
  }

  async step(learningRate: number): Promise<void> {
    this.#gradient.forEach((slope, i) => {
      this.#squares[i]! += slope * slope;
      this.#weights[i]! -= learningRate * (this.#adagrad ? slope / Math.sqrt(this.#squares[i]!) : slope);
    });
    this.#gradient.fill(0);
  }

  async weights(): Promise<Float64Array> {
    return this.#weights.slice();
  }

  async setWeights(weights: Float64Array): Promise<void> {
    this.#weights.set(weights);
  }

  #forward(x: Inputs, i: number): number[] {
    return Array.from({ length: this.width }, (_, k) => {
      let sum = this.#weights[this.width * this.#inputs + k]!;
      for (let j = 0; j < this.#inputs; j++)
        sum += this.#weights[k * this.#inputs + j]! * x[i * this.#inputs + j]!;
      return sum;
    });
  }
}
