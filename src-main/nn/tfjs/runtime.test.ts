import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { FamiliarError } from '../../contract/errors.ts';
import { drawFaces } from '../device-pictures.ts';
import type { FloatTensor, Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { verifyModel } from '../models.ts';
import { readOnnx } from '../onnx/read.ts';
import { loadNetwork } from '../onnxruntime.ts';
import { openTraining } from './backend.ts';
import { DifferentiatedNetwork } from '../gradient/network.ts';
import { adaGrad, adam, type Optimiser } from '../gradient/optimiser.ts';
import { largestDifference } from '../operators/test-operators.ts';
import { tensorFlow } from './runtime.ts';

const wasm = tensorFlow('wasm');
const open = (graph: Graph, isVariable: (name: string) => boolean) =>
  DifferentiatedNetwork.open(graph, [...graph.initialisers.keys()].filter(isVariable), wasm);

/** w - rate g */
const gradientDescent = ({ rate }: { rate: number }): Optimiser => ({
  rate,
  update: (_, { weights, gradient }) => weights.forEach((w, i) => (weights[i] = w - rate * gradient[i]!)),
});

beforeAll(() => openTraining('wasm'));

/** y = relu(x W + b), from three numbers to two. */
function smallGraph() {
  const graph = new GraphBuilder('small');
  const x = graph.input('x', 'float32', ['batch', 3]);
  const weights = graph.weight('weights', floats([3, 2], [1, 2, 3, 4, 5, 6]));
  const bias = graph.weight('bias', floats([2], [0.5, -0.5]));
  graph.output(graph.node('Relu', [graph.node('Gemm', [x, weights, bias])], {}, 'y'), 'float32', [
    'batch',
    2,
  ]);
  return graph.build();
}

const floats = (dims: number[], values: number[]): FloatTensor => ({
  type: 'float32',
  dims,
  data: Float32Array.from(values),
});

const x = Float32Array.of(1, 0, 0, 0, -1, 1);
const cotangent = Float32Array.of(1, -1, 2, 3);

describe('a small network', () => {
  it('runs, and accumulates gradients over chunks as over all at once', async () => {
    const network = await open(smallGraph(), () => true);
    expect([...network.weights().keys()]).toEqual(['weights', 'bias']);
    expect(network.width).toBe(2);
    expect(await network.run(x, 2)).toEqual(Float32Array.of(1.5, 1.5, 2.5, 1.5));
    await network.accumulate(x.subarray(0, 3), 1, cotangent.subarray(0, 2));
    await network.accumulate(x.subarray(3), 1, cotangent.subarray(2));
    const expected = new Map([
      ['weights', floats([3, 2], [1, -1, -2, -3, 2, 3])],
      ['bias', floats([2], [3, 2])],
    ]);
    expect(network.gradients()).toEqual(expected);
    await network.release();
  });

  it('learns what it is told to and nothing else, and forgets the gradient with the step', async () => {
    const network = await open(smallGraph(), (name) => name === 'bias');
    await network.accumulate(x, 2, cotangent);
    network.step(gradientDescent({ rate: 0.1 }));
    network.step(gradientDescent({ rate: 0.1 }));
    const { data } = network.weights().get('bias')!;
    expect(largestDifference(data, Float32Array.of(0.2, -0.7))).toBeLessThan(1e-6);
    expect(network.gradients()).toEqual(new Map([['bias', floats([2], [0, 0])]]));
    await network.release();
  });

  it('takes weights back, whole and in the shape they have', async () => {
    const network = await open(smallGraph(), () => true);
    const before = network.weights();
    expect(before.get('weights')).toEqual(smallGraph().initialisers.get('weights'));
    await network.accumulate(x, 2, cotangent);
    network.step(gradientDescent({ rate: 1 }));
    expect(network.weights()).not.toEqual(before);
    network.setWeights(before);
    expect(network.weights()).toEqual(before);
    const wrong = new Map([['bias', floats([3], [1, 2, 3])]]);
    expect(() => network.setWeights(wrong)).toThrow(RangeError);
    expect(() => network.setWeights(new Map([['other', floats([2], [1, 2])]]))).toThrow(RangeError);
    await network.release();
  });
});

describe('optimisers', () => {
  const rules: [string, () => Optimiser, (g: [number, number]) => number][] = [
    ['gradient descent', () => gradientDescent({ rate: 0.1 }), (g) => -0.1 * (g[0] + g[1])],
    [
      'AdaGrad',
      () => adaGrad({ rate: 0.1 }),
      ([g, h]) => -0.1 * (g / Math.sqrt(0.1 + g * g) + h / Math.sqrt(0.1 + g * g + h * h)),
    ],
    [
      'Adam',
      () => adam({ rate: 0.1 }),
      ([g, h]) => {
        const mean = (0.9 * 0.1 * g + 0.1 * h) / (1 - 0.9 ** 2);
        const square = (0.999 * 0.001 * g * g + 0.001 * h * h) / (1 - 0.999 ** 2);
        return -0.1 * (Math.sign(g) + mean / Math.sqrt(square));
      },
    ],
  ];
  const change = async (optimiser: Optimiser) => {
    const network = await open(smallGraph(), (name) => name === 'bias');
    for (const gradient of [cotangent, cotangent.map((value) => value * 2)]) {
      await network.accumulate(x, 2, gradient);
      network.step(optimiser);
    }
    const { data } = network.weights().get('bias')!;
    await network.release();
    return data;
  };

  it.each(rules)('%s does as its formula says', async (_, make, rule) => {
    const expected = Float32Array.of(0.5 + rule([3, 6]), -0.5 + rule([2, 4]));
    expect(largestDifference(await change(make()), expected)).toBeLessThan(1e-5);
  });

  it('lets matrices shrink apart from the gradient, and biases not', async () => {
    const network = await open(smallGraph(), () => true);
    await network.accumulate(x, 2, new Float32Array(4));
    network.step(adam({ rate: 0.1, weightDecay: 0.5 }));
    const weights = network.weights();
    expect(
      largestDifference(weights.get('weights')!.data, Float32Array.of(0.95, 1.9, 2.85, 3.8, 4.75, 5.7)),
    ).toBeLessThan(1e-6);
    expect(weights.get('bias')).toEqual(smallGraph().initialisers.get('bias'));
    await network.release();
  });
});

describe('dlib’s network', () => {
  const side = 150;
  const read = async () => readOnnx((await verifyModel('dlib-resnet-128')).onnx).graph;

  it('gives the vectors that ONNX Runtime gives', async () => {
    const faces = drawFaces(3, side);
    const network = await open(await read(), () => false);
    const reference = await loadNetwork('dlib-resnet-128', { name: 'cpu' });
    const { embedding } = await reference.run(faces, 3);
    expect(largestDifference(await network.run(faces, 3), embedding!)).toBeLessThan(1e-5);
    await network.release();
    await reference.release();
  });

  it('learns the same twice', async () => {
    const faces = drawFaces(2, side);
    const graph = await read();
    const learn = async () => {
      const network = await open(graph, (name) => name.startsWith('conv256') || name.startsWith('fc'));
      const optimiser = adam({ rate: 1e-4 });
      for (let step = 0; step < 2; step++) {
        await network.accumulate(
          faces,
          2,
          Float32Array.from({ length: 256 }, (_, k) => Math.sin(k)),
        );
        network.step(optimiser);
      }
      const weights = network.weights();
      await network.release();
      return weights;
    };
    expect(await learn()).toEqual(await learn());
  });
});

describe('what cannot be', () => {
  it.each([
    ['an operator that training does not know', 'Erf', {}],
    ['a window that is dilated', 'MaxPool', { kernel_shape: [2, 2], dilations: [2, 2] }],
  ])('refuses %s', async (_, operator, attributes) => {
    const graph = new GraphBuilder('odd');
    const y = graph.node(operator, [graph.input('x', 'float32', ['batch', 1, 4, 4])], attributes, 'y');
    graph.output(y, 'float32', ['batch', 4]);
    const run = async () => {
      const program = await wasm.load(graph.build());
      return program.run(new Map([['x', wasm.write({ dims: [1, 1, 4, 4], data: new Float32Array(16) })]]), [
        'y',
      ]);
    };
    const error = await run().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FamiliarError);
    expect(error).toMatchObject({ code: 'model-unsuitable', message: expect.stringContaining(operator) });
  });

  it('refuses the wrong count of numbers', async () => {
    const network = await open(smallGraph(), () => true);
    await expect(network.run(x, 3)).rejects.toThrow(RangeError);
    await expect(network.accumulate(x, 2, cotangent.subarray(1))).rejects.toThrow(RangeError);
    await network.release();
  });
});

it('leaves no tensor behind, also where it fails', async () => {
  const before = tf.memory().numTensors;
  const graph = new GraphBuilder('fails');
  const input = graph.input('x', 'float32', ['batch', 3]);
  const y = graph.node('Mul', [graph.node('Relu', [input]), graph.weight('w', floats([2], [1, 2]))], {}, 'y');
  graph.output(y, 'float32', ['batch', 3]);
  const failing = await wasm.load(graph.build());
  const standing = tf.memory().numTensors;
  const value = wasm.write({ dims: [2, 3], data: new Float32Array(6) });
  await expect(failing.run(new Map([['x', value]]), ['y'])).rejects.toThrow();
  wasm.free(value);
  // The weight that was uploaded is kept for the next run.
  expect(tf.memory().numTensors).toBe(standing + 1);
  await failing.release();

  const left = await open(smallGraph(), () => true);
  const begun = tf.memory().numTensors;
  await left.pass(x, 2);
  left.step(gradientDescent({ rate: 1 }));
  await left.release();
  expect(tf.memory().numTensors).toBe(begun);

  const network = await open(smallGraph(), () => true);
  const optimiser = adam({ rate: 0.1 });
  const counts = [];
  for (let step = 0; step < 3; step++) {
    await network.run(x, 2);
    await network.accumulate(x, 2, cotangent);
    await network.accumulate(x, 2, cotangent);
    network.step(optimiser);
    network.weights();
    counts.push(tf.memory().numTensors);
  }
  expect(new Set(counts).size).toBe(1);
  await network.release();
  expect(tf.memory().numTensors).toBe(before);
});
