import { addFloat64, float32At, float64At } from '../../../common/typed-arrays.ts';
import { seededRandom } from '../../../common/random.ts';
import { elementCount, type FloatTensor } from '../../graph.ts';
import type { Convolution } from '../kernels.ts';
import type { FeatureMap } from '../layers.ts';

/**
 * [Note: Initial weights]
 * Weights are drawn uniformly with mean 0 and a variance of gain / fan-in, so that the mean square of activations stays
 * what it is from layer to layer. The gain is 2 before ReLU, which halves the mean square (He et al. 2015,
 * https://arxiv.org/abs/1502.01852), and 1 before a maxout of two, which keeps it, and before the embedding. Behind L2
 * pooling, which adds up the squares of a window, the whole window counts for the fan-in. Biases begin at 0.
 *
 * What comes out of ReLU has a mean, which is much the same for every picture and is a larger part of the activations
 * after every layer: an untrained NN2 maps all faces into a narrow cone, in which a margin of triplets means little.
 * Therefore filters of the deeper layers are centred: their weights add up to 0, and a mean that all inputs share drops
 * out. With it goes 1 / pi of the mean square (of Gaussian inputs), which the gain makes up for. Where early layers are
 * centred too, small differences grow until two photos of a person are as far apart as two people. So centring begins
 * with maps of a sixteenth of the picture's height. Measured on 160 photos of 40 people in Labeled Faces in the Wild
 * with NN2 at 96 pixels and half its width, mean of four seeds, as the mean distance between two people and the chance
 * that two photos of a person are nearer than two of two people: centred nowhere 0.17 and 0.576, from a sixteenth on
 * 0.67 and 0.575, everywhere 0.85 and 0.527.
 */

/** Variance of ReLU's outputs as a part of their mean square, for Gaussian inputs. */
const centredPart = 1 - 1 / Math.PI;

/** Filters are centred from maps on whose height is this part of the picture's. */
const centredScale = 1 / 16;

export interface Filters {
  /** Channels of the output. */
  channels: number;
  /** Side of the square kernel. */
  window: number;
  /** Number of squares that L2 pooling summed for each input. */
  pooled?: number;
}

/** Draws a network's weights, the same for the same seed; see [Note: Initial weights]. */
export class InitialWeights {
  readonly #random: () => number;
  readonly #centredHeight: number;

  /** @param height of the picture, pixels */
  constructor(seed: number, height: number) {
    this.#random = seededRandom(seed);
    this.#centredHeight = Math.ceil(height * centredScale);
  }

  /** A convolution of the map, before ReLU. */
  convolution(x: FeatureMap, { channels, window, pooled = 1 }: Filters): Convolution {
    const fanIn = x.channels * window ** 2;
    const centred = x.height <= this.#centredHeight;
    const gain = centred ? 2 / centredPart : 2;
    const kernel = this.#draw([channels, x.channels, window, window], gain / (fanIn * pooled));
    if (centred) {
      for (let start = 0; start < kernel.data.length; start += fanIn) {
        const filter = kernel.data.subarray(start, start + fanIn);
        const mean = filter.reduce((sum, weight) => sum + weight, 0) / fanIn;
        for (let i = 0; i < fanIn; i++) filter[i] = float32At(filter, i) - mean;
      }
    }
    return { kernel, bias: new Float32Array(channels) };
  }

  /** [inputs, outputs], centred: of a fully connected layer before maxout or the end. */
  matrix(inputs: number, outputs: number): FloatTensor {
    const matrix = this.#draw([inputs, outputs], 1 / (centredPart * inputs));
    const rows = Array.from({ length: inputs }, (_, i) =>
      matrix.data.subarray(i * outputs, (i + 1) * outputs),
    );
    const sums = new Float64Array(outputs);
    for (const row of rows)
      for (let column = 0; column < outputs; column++) addFloat64(sums, column, float32At(row, column));
    for (const row of rows)
      for (let column = 0; column < outputs; column++)
        row[column] = float32At(row, column) - float64At(sums, column) / inputs;
    return matrix;
  }

  /** Uniform, with mean 0. */
  #draw(dims: readonly number[], variance: number): FloatTensor {
    const bound = Math.sqrt(3 * variance);
    const data = new Float32Array(elementCount(dims));
    for (let i = 0; i < data.length; i++) data[i] = (2 * this.#random() - 1) * bound;
    return { type: 'float32', dims, data };
  }
}
