import { expect, it } from 'vitest';
import { seededRandom } from '../../common/random.ts';
import type { FloatTensor, Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { DifferentiatedNetwork, type Pass } from './network.ts';
import { onnxRuntime } from './onnxruntime-runtime.ts';
import { adaGrad, adam, type Optimiser } from './optimiser.ts';

const zeros = (dims: readonly number[], length: number): FloatTensor => ({
  type: 'float32',
  dims,
  data: new Float32Array(length),
});

/** y = x W + b, from nothing. */
function line(): Graph {
  const graph = new GraphBuilder('line');
  const x = graph.input('x', 'float32', ['batch', 2]);
  const dense = [x, graph.weight('W', zeros([2, 1], 2)), graph.weight('b', zeros([1], 1))];
  graph.output(graph.node('Gemm', dense, {}, 'y'), 'float32', ['batch', 1]);
  return graph.build();
}

const count = 32;
const random = seededRandom(3);
const x = Float32Array.from({ length: 2 * count }, () => 2 * random() - 1);
const wanted = Float32Array.from({ length: count }, (_, i) => 3 * x[2 * i]! - 2 * x[2 * i + 1]! + 0.5);

async function fit(optimiser: Optimiser, steps: number, chunk: number, inPasses = false) {
  const network = await DifferentiatedNetwork.open(line(), ['W', 'b'], onnxRuntime('cpu'));
  for (let step = 0; step < steps; step++) {
    const slopes = (y: Float32Array, from: number) =>
      y.map((value, i) => (2 * (value - wanted[from + i]!)) / count);
    const passes: Pass[] = [];
    for (let at = 0; at < count; at += chunk) {
      const part = x.slice(2 * at, 2 * (at + chunk));
      if (inPasses) passes.push(await network.pass(part, chunk));
      else await network.accumulate(part, chunk, slopes(await network.run(part, chunk), at));
    }
    for (const [k, { vectors, accumulate }] of passes.entries()) await accumulate(slopes(vectors, k * chunk));
    network.step(optimiser);
  }
  const weights = network.weights();
  await network.release();
  return [...weights.get('W')!.data, ...weights.get('b')!.data];
}

it.each([
  ['Adam', () => adam({ rate: 0.1 })],
  ['AdaGrad', () => adaGrad({ rate: 0.5 })],
])('learns a line with %s', async (_name, optimiser) => {
  const [a, b, c] = await fit(optimiser(), 200, count);
  expect(a).toBeCloseTo(3, 2);
  expect(b).toBeCloseTo(-2, 2);
  expect(c).toBeCloseTo(0.5, 2);
});

it('gives the same, whole or in chunks, and again', async () => {
  const whole = await fit(adam({ rate: 0.1 }), 5, count);
  const inChunks = await fit(adam({ rate: 0.1 }), 5, 8);
  whole.forEach((value, i) => expect(inChunks[i]).toBeCloseTo(value, 5));
  expect(await fit(adam({ rate: 0.1 }), 5, 8)).toEqual(inChunks);
});

it('gives the same where passes are recorded before any goes back', async () => {
  expect(await fit(adam({ rate: 0.1 }), 5, 8, true)).toEqual(await fit(adam({ rate: 0.1 }), 5, 8));
});

it('lets matrices decay and not biases', async () => {
  const [weights, gradient] = [Float32Array.of(1, -2), Float32Array.of(0, 0)];
  adam({ rate: 0.1, weightDecay: 0.5 }).update('W', { weights, gradient, decays: true });
  expect([...weights]).toEqual([Math.fround(0.95), Math.fround(-1.9)]);
  adaGrad({ rate: 0.1, weightDecay: 0.5 }).update('b', { weights, gradient, decays: false });
  expect([...weights]).toEqual([Math.fround(0.95), Math.fround(-1.9)]);
});

it('takes weights, and refuses those of another shape and inputs of another length', async () => {
  const network = await DifferentiatedNetwork.open(line(), ['W'], onnxRuntime('cpu'));
  network.setWeights(new Map([['W', { type: 'float32', dims: [2, 1], data: Float32Array.of(1, 10) }]]));
  expect([...(await network.run(Float32Array.of(1, 2, 3, 4), 2))]).toEqual([21, 43]);
  expect(() => network.setWeights(new Map([['W', zeros([1, 2], 2)]]))).toThrow(RangeError);
  expect(() => network.setWeights(new Map([['b', zeros([1], 1)]]))).toThrow('no variable "b"');
  await expect(network.run(Float32Array.of(1, 2, 3), 2)).rejects.toThrow(RangeError);
  await network.release();
});
