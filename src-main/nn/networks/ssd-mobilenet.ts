import type { FloatTensor, Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import {
  type Convolution,
  foldScale,
  fromTensorFlow,
  fromTensorFlowDepthwise,
  selectChannels,
  type WeightSource,
} from './kernels.ts';
import { convolve, type FeatureMap, type Normalisation, pixelInput, relu6 } from './layers.ts';

export const ssdSide = 512;
export const ssdNormalisation: Normalisation = { mean: [127.5, 127.5, 127.5], divisor: 127.5 };

/** Depthwise convolutions that halve height and width. */
const halvingLayers = [2, 4, 6, 12];
/** Added to the variance in batch normalisation; TensorFlow's 1e-3 as float32. */
const epsilon = 0.0010000000474974513;
/** Classes that the box predictors tell apart; the second one is a face. */
const classes = 3;
const faceClass = 1;
/** Variances of the box coding: centre offsets and log sizes are trained at 10 and 5 times their value. */
const centreScale = 10;
const sizeScale = 5;

/**
 * SSD (https://arxiv.org/abs/1512.02325) on MobileNet v1 (https://arxiv.org/abs/1704.04861), trained to find
 * faces. For each of 5118 anchors:
 * - `boxes`: float32 [batch, 5118, 4], top, left, bottom, right as fractions of the input's side from the
 *   top left; a box may reach outside 0 to 1
 * - `scores`: float32 [batch, 5118], confidence that there is a face, 0 to 1
 *
 * Overlapping boxes are not suppressed here.
 */
export function ssdMobileNet(weights: WeightSource): Graph {
  const graph = new GraphBuilder('ssd-mobilenet-v1');
  const maps = featureMaps(graph, pixelInput(graph, ssdSide, ssdNormalisation), weights);
  const anchors = weights('Output/extra_dim');
  const count = anchors.dims[1];

  const codes = maps.map((map, i) => {
    const predictor = convolution(weights, `Prediction/BoxPredictor_${i}/BoxEncodingPredictor`);
    return perAnchor(graph, convolve(graph, map, predictor, { name: `predictor${i}/boxes` }), 4);
  });
  const logits = maps.map((map, i) => {
    const predictor = faceChannels(convolution(weights, `Prediction/BoxPredictor_${i}/ClassPredictor`));
    return perAnchor(graph, convolve(graph, map, predictor, { name: `predictor${i}/face` }), 1);
  });

  const boxes = decodeBoxes(graph, graph.node('Concat', codes, { axis: 1 }), anchors);
  const flat = graph.node('Flatten', [graph.node('Concat', logits, { axis: 1 })], { axis: 1 });
  const scores = graph.node('Sigmoid', [flat], {}, 'scores');
  graph.output(boxes, 'float32', ['batch', count, 4]);
  graph.output(scores, 'float32', ['batch', count]);
  return graph.build();
}

/** The six maps that boxes are predicted from, 32 x 32 down to 1 x 1. */
function featureMaps(graph: GraphBuilder, pixels: FeatureMap, weights: WeightSource): FeatureMap[] {
  let x = pointwise(graph, pixels, weights, 'MobilenetV1/Conv2d_0', 2);
  const maps: FeatureMap[] = [];
  for (let layer = 1; layer <= 13; layer++) {
    const name = `MobilenetV1/Conv2d_${layer}`;
    x = depthwise(graph, x, weights, name, halvingLayers.includes(layer) ? 2 : 1);
    x = pointwise(graph, x, weights, name, 1);
    if (layer === 11 || layer === 13) maps.push(x);
  }
  for (let layer = 0; layer < 8; layer++) {
    const halves = layer % 2 === 1;
    x = pointwise(graph, x, weights, `Prediction/Conv2d_${layer}`, halves ? 2 : 1);
    if (halves) maps.push(x);
  }
  return maps;
}

/** A convolution across channels (the source calls it pointwise whatever its window), then ReLU6. */
function pointwise(
  graph: GraphBuilder,
  x: FeatureMap,
  weights: WeightSource,
  prefix: string,
  stride: number,
): FeatureMap {
  const name = `${prefix}_pointwise`;
  const kernel = fromTensorFlow(weights(`${name}/weights`));
  const bias = weights(`${name}/convolution_bn_offset`).data;
  return relu6(graph, convolve(graph, x, { kernel, bias }, { name, stride }));
}

/** A 3x3 convolution of each channel alone with batch normalisation folded in, then ReLU6. */
function depthwise(
  graph: GraphBuilder,
  x: FeatureMap,
  weights: WeightSource,
  prefix: string,
  stride: number,
): FeatureMap {
  const name = `${prefix}_depthwise`;
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
    (part) => weights(`${name}/BatchNorm/${part}`).data,
  );
  const scale = Array.from(gamma, (g, i) => g / Math.sqrt(variance[i] + epsilon));
  const offset = Array.from(beta, (b, i) => b - mean[i] * scale[i]);
  const plain = {
    kernel: fromTensorFlowDepthwise(weights(`${name}/depthwise_weights`)),
    bias: new Float32Array(x.channels),
  };
  const folded = foldScale(plain, scale, offset);
  return relu6(graph, convolve(graph, x, folded, { name, stride, group: x.channels }));
}

const convolution = (weights: WeightSource, name: string): Convolution => ({
  kernel: fromTensorFlow(weights(`${name}/weights`)),
  bias: weights(`${name}/biases`).data,
});

/** Of a class predictor's channels (classes of the first anchor, of the second...), those of the face. */
function faceChannels(predictor: Convolution): Convolution {
  const anchors = predictor.bias.length / classes;
  return selectChannels(
    predictor,
    Array.from({ length: anchors }, (_, anchor) => anchor * classes + faceClass),
  );
}

/** [batch, anchors x numbers, height, width] as [batch, height x width x anchors, numbers]. */
function perAnchor(graph: GraphBuilder, map: FeatureMap, numbers: number): string {
  const lastChannels = graph.node('Transpose', [map.value], { perm: [0, 2, 3, 1] });
  const count = (map.height * map.width * map.channels) / numbers;
  return graph.node('Reshape', [lastChannels, graph.integers([-1, count, numbers])]);
}

/**
 * From offsets to boxes: centre = anchor centre + code / 10 x anchor size, size = anchor size x e^(code / 5).
 * @param codes [batch, anchors, 4]: y, x, height, width
 * @param anchors [1, anchors, 4]: top, left, bottom, right
 */
function decodeBoxes(graph: GraphBuilder, codes: string, anchors: FloatTensor): string {
  const count = anchors.dims[1];
  const perAxis = (compute: (start: number, end: number) => number) =>
    graph.floats(
      Array.from({ length: 2 * count }, (_, i) => {
        const start = 4 * Math.floor(i / 2) + (i % 2);
        return compute(anchors.data[start], anchors.data[start + 2]);
      }),
      [1, count, 2],
    );
  const [offsets, logSizes] = graph.split(codes, 2, [2, 2]);

  const shift = graph.node('Mul', [offsets, perAxis((start, end) => (end - start) / centreScale)]);
  const centre = graph.node('Add', [shift, perAxis((start, end) => start + (end - start) / 2)]);
  const growth = graph.node('Exp', [graph.node('Div', [logSizes, graph.floats([sizeScale], [])])]);
  const half = graph.node('Mul', [growth, perAxis((start, end) => (end - start) / 2)]);
  const corners = [graph.node('Sub', [centre, half]), graph.node('Add', [centre, half])];
  return graph.node('Concat', corners, { axis: 2 }, 'boxes');
}
