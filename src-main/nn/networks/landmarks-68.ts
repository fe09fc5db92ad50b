import type { Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { fromTensorFlow, fromTensorFlowDepthwise, type WeightSource } from './kernels.ts';
import {
  add,
  convolve,
  dense,
  type FeatureMap,
  globalAverage,
  type Normalisation,
  pixelInput,
  relu,
} from './layers.ts';

const landmarksSide = 112;
export const landmarksNormalisation: Normalisation = { mean: [122.782, 117.001, 104.298], divisor: 255 };

/**
 * The 68 landmarks of the iBUG scheme (https://ibug.doc.ic.ac.uk/resources/facial-point-annotations/) from a
 * square that holds one upright face: four blocks of depthwise separable convolutions, each densely
 * connected inside and halving height and width, then one fully connected layer.
 *
 * Output `points`: float32 [batch, 68, 2], x then y, as fractions of the input's side from the top left.
 * Points of a face that the square cuts off may lie a little outside 0 to 1.
 */
export function landmarks68(weights: WeightSource): Graph {
  const graph = new GraphBuilder('landmarks-68');
  let x = pixelInput(graph, landmarksSide, landmarksNormalisation);
  for (const name of ['dense0', 'dense1', 'dense2', 'dense3']) x = denseBlock(graph, x, weights, name);
  const coordinates = dense(graph, globalAverage(graph, x), weights('fc/weights'), {
    name: 'fc',
    bias: weights('fc/bias'),
  });
  const points = graph.node('Reshape', [coordinates, graph.integers([-1, 68, 2])], {}, 'points');
  graph.output(points, 'float32', ['batch', 68, 2]);
  return graph.build();
}

/** Each layer sees the sum of all layers before it in the block. */
function denseBlock(graph: GraphBuilder, x: FeatureMap, weights: WeightSource, name: string): FeatureMap {
  const isFirst = name === 'dense0';
  const enter = isFirst ? fullConvolution : separableConvolution;
  const entry = relu(graph, enter(graph, x, weights, `${name}/conv0`, 2));
  let sum = entry;
  let seen = entry;
  for (const layer of ['conv1', 'conv2', 'conv3']) {
    sum = add(graph, sum, separableConvolution(graph, seen, weights, `${name}/${layer}`, 1));
    seen = relu(graph, sum);
  }
  return seen;
}

function fullConvolution(
  graph: GraphBuilder,
  x: FeatureMap,
  weights: WeightSource,
  name: string,
  stride: number,
): FeatureMap {
  const kernel = fromTensorFlow(weights(`${name}/filters`));
  return convolve(graph, x, { kernel, bias: weights(`${name}/bias`).data }, { name, stride });
}

/** A 3x3 convolution of each channel alone, then a 1x1 convolution across them. */
function separableConvolution(
  graph: GraphBuilder,
  x: FeatureMap,
  weights: WeightSource,
  name: string,
  stride: number,
): FeatureMap {
  const depthwise = {
    kernel: fromTensorFlowDepthwise(weights(`${name}/depthwise_filter`)),
    bias: new Float32Array(x.channels),
  };
  const pointwise = {
    kernel: fromTensorFlow(weights(`${name}/pointwise_filter`)),
    bias: weights(`${name}/bias`).data,
  };
  const filtered = convolve(graph, x, depthwise, { name: `${name}/depthwise`, stride, group: x.channels });
  return convolve(graph, filtered, pointwise, { name: `${name}/pointwise` });
}
