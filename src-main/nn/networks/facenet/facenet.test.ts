import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { firstItems } from '../../../common/elements.ts';
import { seededRandom } from '../../../common/random.ts';
import { dot } from '../../../common/vectors.ts';
import type { FloatTensor, Graph } from '../../graph.ts';
import { readOnnx } from '../../onnx/read.ts';
import { writeOnnx } from '../../onnx/write.ts';
import { inferShapes } from '../../shapes.ts';
import { embeddingDimension, type FaceNetOptions } from './layers.ts';
import { nn1 } from './nn1.ts';
import { nn2, nn3, nn4 } from './nn2.ts';
import { nns2 } from './nns2.ts';

/** Each picture has coarse and fine structure of its own, as random colours of squares at two scales. */
function pictures({ inputs }: Graph, count: number): Tensor {
  const { shape } = inputs[0]!;
  const [height, width] = firstItems(shape.slice(1, 3) as number[], 2);
  const random = seededRandom(7);
  const pixels = new Uint8Array(count * height * width * 3);
  for (let picture = 0; picture < count; picture++) {
    const squares = [24, 4].map((side) => {
      const across = Math.ceil(width / side);
      const levels = Float32Array.from(
        { length: across * Math.ceil(height / side) * 3 },
        () => random() * 128,
      );
      return (y: number, x: number, channel: number) =>
        levels[(Math.floor(y / side) * across + Math.floor(x / side)) * 3 + channel]!;
    });
    for (let i = 0; i < height * width * 3; i++) {
      const at = Math.floor(i / 3);
      const [y, x] = [Math.floor(at / width), at % width];
      pixels[picture * height * width * 3 + i] = squares[0]!(y, x, i % 3) + squares[1]!(y, x, i % 3);
    }
  }
  return new Tensor('uint8', pixels, [count, height, width, 3]);
}

async function run(graph: Graph, pixels: Tensor): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(writeOnnx(graph), { logSeverityLevel: 4 });
  const results = await session.run({ pixels });
  await session.release();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
}

const vectors = (embedding: Float32Array) =>
  Array.from({ length: embedding.length / embeddingDimension }, (_, i) =>
    embedding.subarray(i * embeddingDimension, (i + 1) * embeddingDimension),
  );

/** NN1 is narrow here, since whole it takes 2.4 GB to run. */
const networks: { name: string; build: (options: FaceNetOptions) => Graph; width: number }[] = [
  { name: 'NN1', build: nn1, width: 0.125 },
  { name: 'NN2', build: nn2, width: 1 },
  { name: 'NN3', build: nn3, width: 1 },
  { name: 'NN4', build: nn4, width: 1 },
  { name: 'NNS2', build: nns2, width: 1 },
];

describe.each(networks)('$name in ONNX Runtime', ({ build, width }) => {
  it('gives unit vectors, far apart for different pictures before any training', async () => {
    const graph = build({ seed: 1, width });
    const { embedding } = await run(graph, pictures(graph, 3));
    expect(embedding).toHaveLength(3 * embeddingDimension);
    const [a, b, c] = firstItems(vectors(embedding!), 3);
    for (const vector of [a, b, c]) expect(dot(vector, vector)).toBeCloseTo(1, 5);
    for (const [first, second] of [
      [a, b],
      [a, c],
      [b, c],
    ] as const) {
      expect(Math.sqrt(2 - 2 * dot(first, second))).toBeGreaterThan(0.2);
    }
  });
});

it.each(networks)('$name keeps its outputs when it is written and read', async ({ build }) => {
  const graph = build({ seed: 2, width: 0.125 });
  const pixels = pictures(graph, 1);
  const { graph: back } = readOnnx(writeOnnx(graph));
  expect(back.nodes).toEqual(graph.nodes);
  expect(await run(back, pixels)).toEqual(await run(graph, pixels));
});

describe('initial weights', () => {
  it('keep the mean square of activations through all of NN2, on any seed', async () => {
    for (const seed of [1, 2, 3]) {
      const graph = nn2({ seed, side: 96, width: 0.5 });
      const shapes = inferShapes(graph, { batch: 4 });
      const blocks = graph.nodes
        .map(({ outputs }) => outputs[0]!)
        .filter((name) => /^(conv1|inception-\w+)$/.test(name));
      expect(blocks).toHaveLength(12);
      const outputs = blocks.map((name) => ({ name, type: 'float32' as const, shape: shapes.get(name)! }));
      const maps = await run({ ...graph, outputs: [...graph.outputs, ...outputs] }, pictures(graph, 4));
      const roots = blocks.map((name) => Math.sqrt(dot(maps[name]!, maps[name]!) / maps[name]!.length));
      expect(Math.min(...roots), String(roots)).toBeGreaterThan(0.2);
      expect(Math.max(...roots), String(roots)).toBeLessThan(2);
    }
  });

  it('are the same for the same seed, and others for another', () => {
    const weightsOf = (seed: number) =>
      nns2({ seed, width: 0.25 }).initialisers.get('inception-4a/3x3/kernel');
    expect(weightsOf(1)).toEqual(weightsOf(1));
    expect(weightsOf(2)).not.toEqual(weightsOf(1));
  });

  it('are spread by their fan-in, and centred in the deeper layers alone', () => {
    const { initialisers } = nn2({ seed: 1, width: 0.5, side: 96 });
    const centredPart = 1 - 1 / Math.PI;
    const sumOf = (data: Float32Array) => data.reduce((sum, weight) => sum + weight, 0);
    const statistics = ['inception-3a/3x3', 'inception-4a/3x3', 'inception-4a/projection'].map((name) => {
      const { data, dims } = initialisers.get(`${name}/kernel`) as FloatTensor;
      const fanIn = data.length / dims[0]!;
      const sums = Array.from({ length: dims[0]! }, (_, filter) =>
        sumOf(data.subarray(filter * fanIn, (filter + 1) * fanIn)),
      );
      const variance = dot(data, data) / data.length;
      return { fanIn, gain: variance * fanIn, largestSum: Math.max(...sums.map(Math.abs)) };
    });
    expect(statistics).toEqual([
      { fanIn: 48 * 9, gain: expect.closeTo(2, 1), largestSum: expect.toSatisfy((sum) => sum > 1) },
      { fanIn: 48 * 9, gain: expect.closeTo(2 / centredPart, 1), largestSum: expect.closeTo(0, 4) },
      { fanIn: 320, gain: expect.closeTo(2 / centredPart / 9, 2), largestSum: expect.closeTo(0, 4) },
    ]);
  });
});
