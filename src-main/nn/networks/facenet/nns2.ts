import type { Graph } from '../../graph.ts';
import { inception, type Inception } from './inception.ts';
import {
  convolveRelu,
  type FaceNetOptions,
  finishDraft,
  flatten,
  maxout,
  maxPool,
  startDraft,
} from './layers.ts';

const size = { height: 140, width: 116 };

const modules: readonly Inception[] = [
  { name: 'inception-3a', '1x1': 32, '3x3': [32, 64], '5x5': [8, 16], pooling: 'L2', projection: 16 },
  { name: 'inception-3b', stride: 2, '3x3': [48, 96], '5x5': [16, 32], pooling: 'max' },
  { name: 'inception-4a', '1x1': 128, '3x3': [64, 128], '5x5': [16, 32], pooling: 'L2', projection: 64 },
  { name: 'inception-4b', stride: 2, '3x3': [96, 192], '5x5': [24, 64], pooling: 'max' },
  { name: 'inception-5a', '1x1': 256, '3x3': [128, 256], pooling: 'L2', projection: 128 },
];

/**
 * A network of the class of FaceNet's NNS2, untrained. The paper gives only that it is a tiny Inception for pictures of
 * 140 rows by 116 columns, with 4.3 M parameters and 20 M multiply-adds. These layers are ours, and come to 4.31 M and
 * 20.3 M:
 *
 * | layer | out (height x width x channels) |
 * | --- | --- |
 * | convolution 7x7, stride 4 | 35x29x16 |
 * | max pooling 3x3, stride 2 | 18x15x16 |
 * | 1x1 to 16, then 3x3 | 18x15x56 |
 * | max pooling 3x3, stride 2 | 9x8x56 |
 * | five Inception modules: 3a, 3b (stride 2), 4a, 4b (stride 2), 5a | 9x8x128, 5x4x256, 5x4x352, 3x2x608, 3x2x640 |
 * | fully connected, maxout p = 2 | 410 |
 * | fully connected | 128 |
 *
 * The early stride of 4 keeps the multiply-adds down; nearly three quarters of the parameters are in the fully
 * connected layers, where each is used once. Input `pixels`, output `embedding`: float32 [batch, 128], of length 1.
 */
export function nns2(options: FaceNetOptions): Graph {
  const { draft, pixels } = startDraft('facenet-nns2', size, options);
  let x = convolveRelu(draft, pixels, { name: 'conv1', channels: 16, window: 7, stride: 4 });
  x = maxPool(draft, x, 2, 'pool1');
  x = maxPool(draft, inception(draft, x, { name: 'inception-2', '3x3': [16, 56] }), 2, 'pool2');
  for (const module of modules) x = inception(draft, x, module);
  const vector = maxout(draft, flatten(draft, x), { name: 'fc1', outputs: 410 });
  return finishDraft(draft, vector, 'fc2');
}
