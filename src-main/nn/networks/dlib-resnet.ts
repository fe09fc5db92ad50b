import type { Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { type Convolution, foldScale, fromTensorFlow, type WeightSource } from './kernels.ts';
import {
  add,
  convolve,
  dense,
  type FeatureMap,
  globalAverage,
  growTo,
  type Normalisation,
  pixelInput,
  pool,
  relu,
} from './layers.ts';

export const dlibResNetSide = 150;
export const dlibResNetNormalisation: Normalisation = { mean: [122.782, 117.001, 104.298], divisor: 255 };

/** Residual units after the stem, in order; those that end in `down` halve height and width. */
const units = [
  ...['conv32_1', 'conv32_2', 'conv32_3'],
  ...['conv64_down', 'conv64_1', 'conv64_2', 'conv64_3'],
  ...['conv128_down', 'conv128_1', 'conv128_2'],
  ...['conv256_down', 'conv256_1', 'conv256_2'],
  'conv256_down_out',
];

/**
 * dlib's face recognition network: a ResNet of 29 convolutions with a 128-D output, trained on aligned faces
 * (http://blog.dlib.net/2017/02/high-quality-face-recognition-with-deep.html).
 *
 * Output `embedding`: float32 [batch, 128], as the last layer gives it and so NOT of unit length.
 */
export function dlibResNet(weights: WeightSource): Graph {
  const graph = new GraphBuilder('dlib-resnet-128');
  const pixels = pixelInput(graph, dlibResNetSide, dlibResNetNormalisation);
  graph.output(dlibEmbedding(graph, pixels, weights, 'embedding'), 'float32', ['batch', 128]);
  return graph.build();
}

/**
 * The same network as a part of a graph.
 * @param pixels 150 x 150, normalised
 * @returns [batch, 128], not of unit length
 */
export function dlibEmbedding(
  graph: GraphBuilder,
  pixels: FeatureMap,
  weights: WeightSource,
  output?: string,
): string {
  const stem = convolve(graph, pixels, scaledConvolution(weights, 'conv32_down'), {
    name: 'conv32_down',
    stride: 2,
    padding: 'valid',
  });
  let x = pool(graph, relu(graph, stem), 'MaxPool', { window: 3, stride: 2 });
  for (const name of units) x = residualUnit(graph, x, weights, name);
  return dense(graph, globalAverage(graph, x), weights('fc'), { name: 'fc', output });
}

/**
 * Two convolutions and a shortcut around them. The halving unit pools its shortcut; whichever of the two is
 * smaller, in channels or by a last row and column, is filled up with zeros, as in dlib.
 */
function residualUnit(graph: GraphBuilder, x: FeatureMap, weights: WeightSource, name: string): FeatureMap {
  const halves = name.includes('_down');
  const first = convolve(graph, x, scaledConvolution(weights, `${name}/conv1`), {
    name: `${name}/conv1`,
    ...(halves && { stride: 2, padding: 'valid' }),
  });
  const second = convolve(graph, relu(graph, first), scaledConvolution(weights, `${name}/conv2`), {
    name: `${name}/conv2`,
  });
  const shortcut = halves ? pool(graph, x, 'AveragePool', { window: 2, stride: 2 }) : x;
  const size = {
    channels: Math.max(second.channels, shortcut.channels),
    height: Math.max(second.height, shortcut.height),
    width: Math.max(second.width, shortcut.width),
  };
  return relu(graph, add(graph, growTo(graph, second, size), growTo(graph, shortcut, size)));
}

/** dlib's batch normalisation after training: a scale and an offset for each channel. */
function scaledConvolution(weights: WeightSource, name: string): Convolution {
  const convolution = {
    kernel: fromTensorFlow(weights(`${name}/conv/filters`)),
    bias: weights(`${name}/conv/bias`).data,
  };
  return foldScale(convolution, weights(`${name}/scale/weights`).data, weights(`${name}/scale/biases`).data);
}
