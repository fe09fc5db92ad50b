import { concatenate, type FeatureMap } from '../layers.ts';
import { convolveRelu, type Draft, l2Pool, l2Window, maxPool } from './layers.ts';

/** An Inception module (Szegedy et al. 2014, https://arxiv.org/abs/1409.4842), by the channels of its branches. */
export interface Inception {
  /** Name of the output, and prefix of the names of the weights. */
  name: string;
  /** Stride of the 3x3 and 5x5 convolutions and of the pooling; 1 by default. */
  stride?: number;
  '1x1'?: number;
  '3x3': Reduced;
  '5x5'?: Reduced | undefined;
  /** Over windows of 3x3. */
  pooling?: 'max' | 'L2';
  /** Channels of the 1x1 convolution behind the pooling; without it, the pooled maps pass through. */
  projection?: number;
}

/** Channels of a convolution, and of the 1x1 convolution before it. */
export type Reduced = readonly [reduce: number, out: number];

export function inception(draft: Draft, x: FeatureMap, module: Inception): FeatureMap {
  const branches = [
    pointwise(draft, x, module),
    reduced(draft, x, module, { window: 3, channels: module['3x3'] }),
    reduced(draft, x, module, { window: 5, channels: module['5x5'] }),
    pooled(draft, x, module),
  ].filter((branch) => branch !== undefined);
  return concatenate(draft.graph, branches, module.name);
}

function pointwise(
  draft: Draft,
  x: FeatureMap,
  { name, '1x1': channels }: Inception,
): FeatureMap | undefined {
  return channels ? convolveRelu(draft, x, { name: `${name}/1x1`, channels, window: 1 }) : undefined;
}

function reduced(
  draft: Draft,
  x: FeatureMap,
  module: Inception,
  { window, channels }: { window: number; channels?: Reduced | undefined },
): FeatureMap | undefined {
  if (!channels) return undefined;
  const [reduce, out] = channels;
  const name = `${module.name}/${window}x${window}`;
  const narrow = convolveRelu(draft, x, { name: `${name}-reduce`, channels: reduce, window: 1 });
  return convolveRelu(draft, narrow, { name, channels: out, window, stride: module.stride });
}

function pooled(draft: Draft, x: FeatureMap, module: Inception): FeatureMap | undefined {
  const { name, stride = 1, pooling, projection } = module;
  if (!pooling) return undefined;
  const map = pooling === 'max' ? maxPool(draft, x, stride) : l2Pool(draft, x);
  if (!projection) return map;
  const pooled = pooling === 'L2' ? l2Window ** 2 : 1;
  return convolveRelu(draft, map, { name: `${name}/projection`, channels: projection, window: 1, pooled });
}
