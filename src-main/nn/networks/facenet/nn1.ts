import type { Graph } from '../../graph.ts';
import {
  convolveRelu,
  finishDraft,
  flatten,
  maxout,
  maxPool,
  normaliseResponse,
  type SquareFaceNetOptions,
  startDraft,
} from './layers.ts';

/**
 * FaceNet's NN1 (https://arxiv.org/abs/1503.03832, table 1), Zeiler and Fergus's network with 1x1 convolutions between
 * its layers and maxout in those that are fully connected, untrained. It has 140 million parameters, which fill
 * 560 MB. Input `pixels`, output `embedding`: float32 [batch, 128], of length 1.
 */
export function nn1({ side = 220, ...options }: SquareFaceNetOptions): Graph {
  const { draft, pixels } = startDraft('facenet-nn1', side, options);
  let x = convolveRelu(draft, pixels, { name: 'conv1', channels: 64, window: 7, stride: 2 });
  x = normaliseResponse(draft, maxPool(draft, x, 2, 'pool1'), 'rnorm1');
  x = convolveRelu(draft, x, { name: 'conv2a', channels: 64, window: 1 });
  x = convolveRelu(draft, x, { name: 'conv2', channels: 192, window: 3 });
  x = maxPool(draft, normaliseResponse(draft, x, 'rnorm2'), 2, 'pool2');
  x = convolveRelu(draft, x, { name: 'conv3a', channels: 192, window: 1 });
  x = convolveRelu(draft, x, { name: 'conv3', channels: 384, window: 3 });
  x = maxPool(draft, x, 2, 'pool3');
  x = convolveRelu(draft, x, { name: 'conv4a', channels: 384, window: 1 });
  x = convolveRelu(draft, x, { name: 'conv4', channels: 256, window: 3 });
  x = convolveRelu(draft, x, { name: 'conv5a', channels: 256, window: 1 });
  x = convolveRelu(draft, x, { name: 'conv5', channels: 256, window: 3 });
  x = convolveRelu(draft, x, { name: 'conv6a', channels: 256, window: 1 });
  x = convolveRelu(draft, x, { name: 'conv6', channels: 256, window: 3 });
  let vector = flatten(draft, maxPool(draft, x, 2, 'pool4'));
  vector = maxout(draft, vector, { name: 'fc1', outputs: 32 * 128 });
  vector = maxout(draft, vector, { name: 'fc2', outputs: 32 * 128 });
  return finishDraft(draft, vector, 'fc7128');
}
