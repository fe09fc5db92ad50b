import { float, type FloatTensor, type Graph } from '../../graph.ts';
import { GraphBuilder } from '../../graph-builder.ts';
import {
  convolve,
  dense,
  type FeatureMap,
  type Normalisation,
  pixelInput,
  type PictureSize,
  pool,
  relu,
} from '../layers.ts';
import { type Filters, InitialWeights } from './initial-weights.ts';

/** Numbers that a face is mapped to. */
export const embeddingDimension = 128;

/** The paper does not say how pixels enter. Here they are -1 to 1. */
export const faceNetNormalisation: Normalisation = { mean: [127.5, 127.5, 127.5], divisor: 127.5 };

/** Options of FaceNet's networks. */
export interface FaceNetOptions {
  /** Seed of the initial weights. */
  seed: number;
  /** Multiplies the channels of every layer before the embedding; by default 1, as in the paper. */
  width?: number;
}

export interface SquareFaceNetOptions extends FaceNetOptions {
  /** Pixels of the square input's side; by default, as in the paper. */
  side?: number;
}

/** A network of FaceNet's that is being built. */
export interface Draft {
  graph: GraphBuilder;
  weights: InitialWeights;
  /** Multiplies channels; see {@link FaceNetOptions}. */
  width: number;
}

/** A network that has its input, and nothing yet behind it. */
export function startDraft(
  name: string,
  size: PictureSize,
  { seed, width = 1 }: FaceNetOptions,
): { draft: Draft; pixels: FeatureMap } {
  const graph = new GraphBuilder(name);
  const pixels = pixelInput(graph, size, faceNetNormalisation);
  return { draft: { graph, weights: new InitialWeights(seed, pixels.height), width }, pixels };
}

/** Channels of a layer at the draft's width, from the paper's; never less than 1. */
const scaled = (channels: number, { width }: Draft) => Math.max(Math.round(channels * width), 1);

export interface ConvolutionRow extends Filters {
  /** Name of the output, and prefix of the names of the weights. */
  name: string;
  stride?: number | undefined;
}

/** A convolution whose output has ceil(size / stride) positions, then ReLU. */
export function convolveRelu(
  draft: Draft,
  x: FeatureMap,
  { name, stride, channels, ...filters }: ConvolutionRow,
): FeatureMap {
  const convolution = draft.weights.convolution(x, { ...filters, channels: scaled(channels, draft) });
  return relu(draft.graph, convolve(draft.graph, x, convolution, { name, stride }), name);
}

/** Max pooling whose output has ceil(size / stride) positions. */
export const maxPool = ({ graph }: Draft, x: FeatureMap, stride: number, output?: string): FeatureMap =>
  pool(graph, x, 'MaxPool', { window: 3, stride, padding: 'same', output });

/**
 * Stands under the root of L2 pooling, since the root's slope at 0 is infinite, and ReLU makes all of a window 0 at
 * times. Then 1e-4 comes out instead of 0. The slope by an input x is x / output, so never above 1.
 */
const rootEpsilon = 1e-8;

/** Side of the windows of L2 pooling. */
export const l2Window = 3;

/**
 * L2 pooling: the root of the sum of squares in the window around each position. Beyond the border there are zeros.
 */
export function l2Pool({ graph }: Draft, x: FeatureMap): FeatureMap {
  const squares = { ...x, value: graph.node('Mul', [x.value, x.value]) };
  const mean = pool(graph, squares, 'AveragePool', { window: l2Window, stride: 1, padding: 'same' });
  // Zeros of the padding are counted in the mean, so times the whole window it is the sum at the border too.
  const sum = graph.node('Mul', [mean.value, graph.floats([l2Window ** 2], [])]);
  const shifted = graph.node('Add', [sum, graph.floats([rootEpsilon], [])]);
  return { ...x, value: graph.node('Sqrt', [shifted]) };
}

/**
 * Local response normalisation: x / (1 + alpha / 5 * the sum of squares of 5 neighbouring channels) ^ beta (Krizhevsky
 * et al. 2012, section 3.3). FaceNet's paper does not give the constants; these are usual for Inception.
 */
export const normaliseResponse = ({ graph }: Draft, x: FeatureMap, output: string): FeatureMap => ({
  ...x,
  value: graph.node(
    'LRN',
    [x.value],
    { size: 5, alpha: float(1e-4), beta: float(0.75), bias: float(1) },
    output,
  ),
});

/** Values of shape [batch, length]. */
export interface Vector {
  value: string;
  length: number;
}

/** A map as [batch, channels x height x width]. */
export const flatten = ({ graph }: Draft, { value, channels, height, width }: FeatureMap): Vector => ({
  value: graph.node('Flatten', [value], { axis: 1 }),
  length: channels * height * width,
});

/**
 * A fully connected layer of twice the outputs; of output i and its second half's output i the larger one remains
 * (Goodfellow et al. 2013, https://arxiv.org/abs/1302.4389: maxout with p = 2).
 */
export function maxout(
  draft: Draft,
  x: Vector,
  { name, outputs }: { name: string; outputs: number },
): Vector {
  const { graph, weights } = draft;
  const length = scaled(outputs, draft);
  const matrix = weights.matrix(x.length, 2 * length);
  const pieces = dense(graph, x.value, matrix, { name, bias: zeros(2 * length) });
  return { value: graph.node('Max', graph.split(pieces, 1, [length, length]), {}, name), length };
}

/** The last layer, fully connected, and the output `embedding`: float32 [batch, 128], of length 1. */
export function finishDraft({ graph, weights }: Draft, x: Vector, name: string): Graph {
  const matrix = weights.matrix(x.length, embeddingDimension);
  const vector = dense(graph, x.value, matrix, { name, bias: zeros(embeddingDimension), output: name });
  const embedding = graph.node('LpNormalization', [vector], { axis: 1, p: 2 }, 'embedding');
  graph.output(embedding, 'float32', ['batch', embeddingDimension]);
  return graph.build();
}

const zeros = (length: number): FloatTensor => ({
  type: 'float32',
  dims: [length],
  data: new Float32Array(length),
});
