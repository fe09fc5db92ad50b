import { elementAt } from '../../../common/elements.ts';
import type { Graph } from '../../graph.ts';
import { globalAverage } from '../layers.ts';
import { inception, type Inception } from './inception.ts';
import {
  convolveRelu,
  finishDraft,
  maxPool,
  normaliseResponse,
  type SquareFaceNetOptions,
  startDraft,
} from './layers.ts';

/** Table 2 of the paper, from the second row on. */
const modules: readonly Inception[] = [
  { name: 'inception-2', '3x3': [64, 192] },
  { name: 'inception-3a', '1x1': 64, '3x3': [96, 128], '5x5': [16, 32], pooling: 'max', projection: 32 },
  { name: 'inception-3b', '1x1': 64, '3x3': [96, 128], '5x5': [32, 64], pooling: 'L2', projection: 64 },
  { name: 'inception-3c', stride: 2, '3x3': [128, 256], '5x5': [32, 64], pooling: 'max' },
  { name: 'inception-4a', '1x1': 256, '3x3': [96, 192], '5x5': [32, 64], pooling: 'L2', projection: 128 },
  { name: 'inception-4b', '1x1': 224, '3x3': [112, 224], '5x5': [32, 64], pooling: 'L2', projection: 128 },
  { name: 'inception-4c', '1x1': 192, '3x3': [128, 256], '5x5': [32, 64], pooling: 'L2', projection: 128 },
  { name: 'inception-4d', '1x1': 160, '3x3': [144, 288], '5x5': [32, 64], pooling: 'L2', projection: 128 },
  { name: 'inception-4e', stride: 2, '3x3': [160, 256], '5x5': [64, 128], pooling: 'max' },
  { name: 'inception-5a', '1x1': 384, '3x3': [192, 384], '5x5': [48, 128], pooling: 'L2', projection: 128 },
  { name: 'inception-5b', '1x1': 384, '3x3': [192, 384], '5x5': [48, 128], pooling: 'max', projection: 128 },
];

/**
 * The modules that NN4 has no 5x5 convolutions in. The paper says "in the higher layers"; with these three, and no
 * others, parameters (6.6 M) and multiply-adds (285 M) are those that it gives.
 */
const highest = ['inception-4e', 'inception-5a', 'inception-5b'];

/**
 * FaceNet's NN2 (https://arxiv.org/abs/1503.03832, table 2), Inception with max and L2 pooling, untrained.
 * Input `pixels`, output `embedding`: float32 [batch, 128], of length 1.
 */
export const nn2 = ({ side = 224, ...options }: SquareFaceNetOptions): Graph =>
  inceptionNetwork('facenet-nn2', modules, { ...options, side });

/** NN2 for inputs of 160 pixels. */
export const nn3 = ({ side = 160, ...options }: SquareFaceNetOptions): Graph =>
  inceptionNetwork('facenet-nn3', modules, { ...options, side });

/** NN2 for inputs of 96 pixels, without the 5x5 convolutions of the modules 4e, 5a and 5b, whose maps they outgrow. */
export function nn4({ side = 96, ...options }: SquareFaceNetOptions): Graph {
  const fewer = modules.map((module) =>
    highest.includes(module.name) ? { ...module, '5x5': undefined } : module,
  );
  return inceptionNetwork('facenet-nn4', fewer, { ...options, side });
}

function inceptionNetwork(
  name: string,
  modules: readonly Inception[],
  { side, ...options }: SquareFaceNetOptions & { side: number },
): Graph {
  const { draft, pixels } = startDraft(name, side, options);
  let x = convolveRelu(draft, pixels, { name: 'conv1', channels: 64, window: 7, stride: 2 });
  x = normaliseResponse(draft, maxPool(draft, x, 2, 'pool1'), 'norm1');
  x = normaliseResponse(draft, inception(draft, x, elementAt(modules, 0)), 'norm2');
  x = maxPool(draft, x, 2, 'pool2');
  for (const module of modules.slice(1)) x = inception(draft, x, module);
  const average = globalAverage(draft.graph, x, 'average');
  return finishDraft(draft, { value: average, length: x.channels }, 'fc');
}
