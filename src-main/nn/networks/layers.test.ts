import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FloatTensor } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { writeOnnx } from '../onnx/write.ts';
import { fromTensorFlow, fromTensorFlowDepthwise, permute } from './kernels.ts';
import { add, concatenate, convolve, type FeatureMap, growTo, pool } from './layers.ts';
import type { Padding } from './padding.ts';

const channels = 3;

beforeAll(async () => {
  // Without this, TensorFlow.js advertises its other packages on the console.
  tf.env().set('IS_TEST', true);
  await tf.setBackend('cpu');
});

/** Numbers without a pattern that a wrong axis or offset could hide behind. */
const numbers = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * i + 1));
const tensor = (dims: number[]): FloatTensor => ({
  type: 'float32',
  dims,
  data: numbers(dims.reduce((a, b) => a * b)),
});

/** Runs layers in ONNX Runtime on a picture given as [height, width, channels]; the same layout comes back. */
async function run(
  image: tf.Tensor4D,
  layers: (graph: GraphBuilder, x: FeatureMap) => FeatureMap,
): Promise<{ shape: readonly number[]; data: Float32Array }> {
  const [, height, width] = image.shape;
  const graph = new GraphBuilder('layers');
  const value = graph.input('x', 'float32', [1, channels, height, width]);
  const y = layers(graph, { value, channels, height, width });
  graph.output(y.value, 'float32', [1, y.channels, y.height, y.width]);
  const session = await InferenceSession.create(writeOnnx(graph.build()), { logSeverityLevel: 4 });
  const planes = image.transpose([0, 3, 1, 2]);
  const x = new Tensor('float32', planes.dataSync() as Float32Array, planes.shape);
  const result = (await session.run({ x }))[y.value]!;
  await session.release();
  expect(result.dims).toEqual([1, y.channels, y.height, y.width]);
  const data = result.data as Float32Array;
  const last = permute({ type: 'float32', dims: result.dims, data }, [0, 2, 3, 1]);
  return { shape: last.dims, data: last.data };
}

function expectSame(actual: { shape: readonly number[]; data: Float32Array }, expected: tf.Tensor) {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = expected.dataSync();
  const difference = Math.max(...actual.data.map((value, i) => Math.abs(value - wanted[i]!)));
  expect(difference).toBeLessThan(1e-5);
}

const image = (height: number, width: number) =>
  tf.tensor4d(numbers(height * width * channels), [1, height, width, channels]);

describe.each<Padding>(['same', 'valid'])('convolution with %s padding', (padding) => {
  it.each([
    { size: [8, 8], window: 3, stride: 2 },
    { size: [7, 9], window: 3, stride: 2 },
    { size: [6, 7], window: 3, stride: 1 },
    { size: [10, 9], window: 7, stride: 2 },
    { size: [5, 8], window: 1, stride: 2 },
  ])('is TensorFlow’s: size $size, window $window, stride $stride', async ({ size, window, stride }) => {
    const x = image(size[0]!, size[1]!);
    const filters = tensor([window, window, channels, 4]);
    const depthwise = tensor([window, window, channels, 1]);
    const bias = numbers(4);
    expectSame(
      await run(x, (graph, map) =>
        convolve(graph, map, { kernel: fromTensorFlow(filters), bias }, { name: 'c', stride, padding }),
      ),
      tf.add(tf.conv2d(x, tf.tensor4d(filters.data, [window, window, channels, 4]), stride, padding), bias),
    );
    expectSame(
      await run(x, (graph, map) =>
        convolve(
          graph,
          map,
          { kernel: fromTensorFlowDepthwise(depthwise), bias: new Float32Array(channels) },
          { name: 'd', stride, padding, group: channels },
        ),
      ),
      tf.depthwiseConv2d(
        x,
        tf.tensor4d(depthwise.data, [window, window, channels, 1]),
        [stride, stride],
        padding,
      ),
    );
  });
});

it('pools as TensorFlow does, but counts the padding in an average', async () => {
  const x = image(9, 8);
  const [maximum, average] = [
    { window: 3, stride: 2 },
    { window: 2, stride: 2 },
  ];
  expectSame(
    await run(x, (graph, map) => pool(graph, map, 'MaxPool', maximum)),
    tf.maxPool(x, 3, 2, 'valid'),
  );
  expectSame(
    await run(x, (graph, map) => pool(graph, map, 'AveragePool', average)),
    tf.avgPool(x, 2, 2, 'valid'),
  );
  expectSame(
    await run(x, (graph, map) => pool(graph, map, 'MaxPool', { ...maximum, padding: 'same' })),
    tf.maxPool(x, 3, 2, 'same'),
  );
  const box = tf.fill<tf.Rank.R4>([3, 3, channels, 1], 1 / 9);
  expectSame(
    await run(x, (graph, map) => pool(graph, map, 'AveragePool', { ...maximum, padding: 'same' })),
    tf.depthwiseConv2d(x, box, 2, 'same'),
  );
});

it('grows with zeros behind the last channel, row and column', async () => {
  const x = image(2, 3);
  expectSame(
    await run(x, (graph, map) => growTo(graph, map, { channels: 5, height: 3, width: 4 })),
    tf.pad(x, [
      [0, 0],
      [0, 1],
      [0, 1],
      [0, 2],
    ]),
  );
});

it('puts channels behind one another', async () => {
  const x = image(3, 4);
  expectSame(
    await run(x, (graph, map) => concatenate(graph, [map, growTo(graph, map, { ...map, channels: 4 })])),
    tf.concat([x, x, tf.zeros([1, 3, 4, 1])], 3),
  );
});

it('refuses what cannot fit', () => {
  const graph = new GraphBuilder('wrong');
  const x: FeatureMap = { value: 'x', channels: 2, height: 4, width: 4 };
  const convolution = { kernel: tensor([4, 3, 3, 3]), bias: numbers(4) };
  expect(() => convolve(graph, x, convolution, { name: 'c' })).toThrow('c takes 3 channels, but gets 2');
  expect(() => add(graph, x, { ...x, height: 5 })).toThrow('cannot add 2x4x4 and 2x5x4');
  expect(() => concatenate(graph, [x, { ...x, width: 5 }])).toThrow('cannot join 2x4x4 and 2x4x5');
});
