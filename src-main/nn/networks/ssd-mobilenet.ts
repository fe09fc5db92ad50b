import { float32At } from '../../common/typed-arrays.ts';
import { elementAt, firstItems } from '../../common/elements.ts';
import type { Graph } from '../graph.ts';
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

export const ssdNormalisation: Normalisation = { mean: [127.5, 127.5, 127.5], divisor: 127.5 };

/** Depthwise convolutions that halve height and width. */
const halvingLayers = [2, 4, 6, 12];
/** Added to the variance in batch normalisation; TensorFlow's 1e-3 as float32. */
const epsilon = 0.0010000000474974513;
/** Classes that the box predictors tell apart; the second one is a face. */
const classes = 3;
const faceClass = 1;
/**
 * SSD (https://arxiv.org/abs/1512.02325) on MobileNet v1 (https://arxiv.org/abs/1704.04861), trained to find
 * faces, for inputs whose sides are any multiples of 128 pixels. For each anchor of `ssd-anchors.ts`:
 * - `codes`: float32 [batch, anchors, 4], the face's box relative to the anchor
 * - `scores`: float32 [batch, anchors], confidence that there is a face, 0 to 1
 *
 * Overlapping boxes are not suppressed here. The last two maps of the source, whose one cell foresees faces as
 * large as the whole input, is left out: it fits no other size than the one it was trained on.
 */
export function ssdMobileNet(weights: WeightSource): Graph {
  const graph = new GraphBuilder('ssd-mobilenet-v1');
  const maps = featureMaps(graph, pixelInput(graph, 'any', ssdNormalisation), weights);

  const codes = maps.map((map, i) => {
    const predictor = convolution(weights, `Prediction/BoxPredictor_${i}/BoxEncodingPredictor`);
    return perAnchor(graph, convolve(graph, map, predictor, { name: `predictor${i}/boxes` }), 4);
  });
  const logits = maps.map((map, i) => {
    const predictor = faceChannels(convolution(weights, `Prediction/BoxPredictor_${i}/ClassPredictor`));
    return perAnchor(graph, convolve(graph, map, predictor, { name: `predictor${i}/face` }), 1);
  });

  graph.node('Concat', codes, { axis: 1 }, 'codes');
  const flat = graph.node('Flatten', [graph.node('Concat', logits, { axis: 1 })], { axis: 1 });
  graph.node('Sigmoid', [flat], {}, 'scores');
  graph.output('codes', 'float32', ['batch', 'anchors', 4]);
  graph.output('scores', 'float32', ['batch', 'anchors']);
  return graph.build();
}

/** The maps that boxes are predicted from, with 16 to 128 pixels from cell to cell. */
function featureMaps(graph: GraphBuilder, pixels: FeatureMap, weights: WeightSource): FeatureMap[] {
  let x = pointwise(graph, pixels, weights, 'MobilenetV1/Conv2d_0', 2);
  const maps: FeatureMap[] = [];
  for (let layer = 1; layer <= 13; layer++) {
    const name = `MobilenetV1/Conv2d_${layer}`;
    x = depthwise(graph, x, weights, name, halvingLayers.includes(layer) ? 2 : 1);
    x = pointwise(graph, x, weights, name, 1);
    if (layer === 11 || layer === 13) maps.push(x);
  }
  for (let layer = 0; layer < 4; layer++) {
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
  const [gamma, beta, mean, variance] = firstItems(
    ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
      (part) => weights(`${name}/BatchNorm/${part}`).data,
    ),
    4,
  );
  const scale = Array.from(gamma, (g, i) => g / Math.sqrt(float32At(variance, i) + epsilon));
  const offset = Array.from(beta, (b, i) => b - float32At(mean, i) * elementAt(scale, i));
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

/** The face's channels of a class predictor, whose channels are the classes of the first anchor, of the second, and so on. */
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
  return graph.node('Reshape', [lastChannels, graph.integers([0, -1, numbers])]);
}
