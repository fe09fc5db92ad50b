import { elementAt, firstItems } from '../../common/elements.ts';
import { numberAt } from '../../common/typed-arrays.ts';
import { type Attribute, type FloatTensor } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { type Convolution } from './kernels.ts';
import { padAxis, type Padding } from './padding.ts';

/** A value of shape [batch, channels, height, width]. */
export interface FeatureMap {
  value: string;
  channels: number;
  height: number;
  width: number;
}

/** Normalisation of pixels as in the network's training: `(pixel - mean) / divisor`, with a mean for R, G and B. */
export interface Normalisation {
  mean: readonly [number, number, number];
  divisor: number;
}

/** Code of float32 as the attribute `to` of Cast takes it (TensorProto.DataType). */
const float32Code = 1;

/** Height and width of a map whose size is known only when the graph runs: even, however often it is halved. */
const anySide = 2 ** 10;

/** Pixels of the pictures that a network takes; a number for squares. */
export type PictureSize = number | Readonly<Record<'height' | 'width', number>>;

/**
 * The input that all our networks share, `pixels`: uint8 [batch, height, width, 3], rows from the top, RGB.
 * Everything that a caller could get wrong (type, layout, normalisation) happens inside the graph.
 * @param size `any` where height and width are known only when the graph runs, and are divisible by all strides
 * of the network
 */
export const pixelInput = (
  graph: GraphBuilder,
  size: PictureSize | 'any',
  normalisation: Normalisation,
): FeatureMap => normalised(graph, pixelPlanes(graph, size), normalisation);

/** The same input as three maps of numbers from 0 to 255, for networks that cut it up before they normalise it. */
export function pixelPlanes(graph: GraphBuilder, size: PictureSize | 'any'): FeatureMap {
  const { height, width } = typeof size === 'object' ? size : squareOf(size === 'any' ? anySide : size);
  const shape = size === 'any' ? ['height', 'width'] : [height, width];
  const pixels = graph.input('pixels', 'uint8', ['batch', ...shape, 3]);
  const planes = graph.node('Transpose', [pixels], { perm: [0, 3, 1, 2] });
  return { value: graph.node('Cast', [planes], { to: float32Code }), channels: 3, height, width };
}

/** Pixels, 0 to 255, as the network was trained on them. */
export function normalised(graph: GraphBuilder, x: FeatureMap, { mean, divisor }: Normalisation): FeatureMap {
  const centred = graph.node('Sub', [x.value, graph.floats(mean, [1, 3, 1, 1])]);
  return { ...x, value: graph.node('Div', [centred, graph.floats([divisor], [])]) };
}

const squareOf = (side: number) => ({ height: side, width: side });

/** Slides a window over height and width: the output's size and the attributes that ONNX wants for it. */
function slide(x: FeatureMap, window: readonly number[], stride: number, padding: Padding) {
  const rows = padAxis(x.height, numberAt(window, 0), stride, padding);
  const columns = padAxis(x.width, numberAt(window, 1), stride, padding);
  const attributes: Record<string, Attribute> = {
    kernel_shape: window,
    strides: [stride, stride],
    pads: [rows.before, columns.before, rows.after, columns.after],
  };
  return { attributes, height: rows.length, width: columns.length };
}

export interface ConvolutionOptions {
  /** Prefix of the names under which kernel and bias stand in the graph. */
  name: string;
  stride?: number | undefined;
  padding?: Padding;
  /** Number of groups of channels; as many as channels for a depthwise convolution. */
  group?: number;
}

export function convolve(
  graph: GraphBuilder,
  x: FeatureMap,
  { kernel, bias }: Convolution,
  { name, stride = 1, padding = 'same', group = 1 }: ConvolutionOptions,
): FeatureMap {
  const [channels, channelsPerGroup] = firstItems(kernel.dims, 2);
  const window = kernel.dims.slice(2);
  if (channelsPerGroup * group !== x.channels) {
    throw new Error(`${name} takes ${channelsPerGroup * group} channels, but gets ${x.channels}`);
  }
  const { attributes, height, width } = slide(x, window, stride, padding);
  const inputs = [
    x.value,
    graph.weight(`${name}/kernel`, kernel),
    graph.weight(`${name}/bias`, { type: 'float32', dims: [channels], data: bias }),
  ];
  return { value: graph.node('Conv', inputs, { ...attributes, group }), channels, height, width };
}

export interface PoolingOptions {
  /** Side of the square window. */
  window: number;
  stride: number;
  /** Padding is left out of a maximum; in an average it counts as zeros. */
  padding?: Padding;
  /** Name of the value that comes out. */
  output?: string | undefined;
}

export function pool(
  graph: GraphBuilder,
  x: FeatureMap,
  operator: 'MaxPool' | 'AveragePool',
  { window, stride, padding = 'valid', output }: PoolingOptions,
): FeatureMap {
  const { attributes, height, width } = slide(x, [window, window], stride, padding);
  if (operator === 'AveragePool' && padding === 'same') attributes.count_include_pad = 1;
  return { value: graph.node(operator, [x.value], attributes, output), channels: x.channels, height, width };
}

export const relu = (graph: GraphBuilder, x: FeatureMap, output?: string): FeatureMap => ({
  ...x,
  value: graph.node('Relu', [x.value], {}, output),
});

/** min(max(x, 0), 6) */
export const relu6 = (graph: GraphBuilder, x: FeatureMap): FeatureMap => ({
  ...x,
  value: graph.node('Clip', [x.value, graph.floats([0], []), graph.floats([6], [])]),
});

/**
 * max(x, 0) + slope * min(x, 0) (PReLU, He et al. 2015).
 * @param slopes one a channel
 */
export function prelu(
  graph: GraphBuilder,
  x: FeatureMap,
  { name, slopes }: { name: string; slopes: Float32Array },
): FeatureMap {
  const slope = graph.weight(`${name}/slope`, {
    type: 'float32',
    dims: [x.channels, 1, 1],
    data: slopes,
  });
  return { ...x, value: graph.node('PRelu', [x.value, slope]) };
}

/** Sum of equally shaped maps. */
export function add(graph: GraphBuilder, first: FeatureMap, ...others: FeatureMap[]): FeatureMap {
  return others.reduce((sum, x) => {
    const fits = sum.channels === x.channels && sum.height === x.height && sum.width === x.width;
    if (!fits) throw new Error(`cannot add ${sizeOf(sum)} and ${sizeOf(x)}`);
    return { ...sum, value: graph.node('Add', [sum.value, x.value]) };
  }, first);
}

/** The maps' channels behind one another. */
export function concatenate(graph: GraphBuilder, maps: readonly FeatureMap[], output?: string): FeatureMap {
  const [{ height, width }] = firstItems(maps, 1);
  for (const x of maps) {
    const fits = x.height === height && x.width === width;
    if (!fits) throw new Error(`cannot join ${sizeOf(elementAt(maps, 0))} and ${sizeOf(x)}`);
  }
  const values = maps.map(({ value }) => value);
  const channels = maps.reduce((sum, x) => sum + x.channels, 0);
  return { value: graph.node('Concat', values, { axis: 1 }, output), channels, height, width };
}

const sizeOf = ({ channels, height, width }: FeatureMap) => `${channels}x${height}x${width}`;

/** Appends zeros at the end of channels, height and width until they reach the given sizes. */
export function growTo(
  graph: GraphBuilder,
  x: FeatureMap,
  size: Pick<FeatureMap, 'channels' | 'height' | 'width'>,
): FeatureMap {
  const { channels, height, width } = size;
  const after = [0, channels - x.channels, height - x.height, width - x.width];
  if (after.every((count) => count === 0)) return x;
  const pads = graph.integers([0, 0, 0, 0, ...after]);
  return { value: graph.node('Pad', [x.value, pads]), channels, height, width };
}

/** Mean over height and width: [batch, channels]. */
export function globalAverage(graph: GraphBuilder, x: FeatureMap, output?: string): string {
  return graph.node('Flatten', [graph.node('GlobalAveragePool', [x.value])], { axis: 1 }, output);
}

/**
 * A fully connected layer, x W + b.
 * @param weights [in, out]
 */
export function dense(
  graph: GraphBuilder,
  x: string,
  weights: FloatTensor,
  { name, bias, output }: { name: string; bias?: FloatTensor; output?: string | undefined },
): string {
  const inputs = [x, graph.weight(`${name}/weights`, weights)];
  if (bias) inputs.push(graph.weight(`${name}/bias`, bias));
  return graph.node('Gemm', inputs, {}, output);
}
