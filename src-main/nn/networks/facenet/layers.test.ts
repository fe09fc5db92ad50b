import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import type { FeatureMap } from '../layers.ts';
import { writeOnnx } from '../../onnx/write.ts';
import { GraphBuilder } from '../../graph-builder.ts';
import { InitialWeights } from './initial-weights.ts';
import { type Draft, finishDraft, l2Pool, maxout, normaliseResponse, type Vector } from './layers.ts';

const [channels, height, width] = [6, 4, 5];

/** Numbers without a pattern that a wrong axis or offset could hide behind. */
const numbers = (count: number) => Float32Array.from({ length: count }, (_, i) => 3 * Math.sin(i * i + 1));

async function run(
  dims: number[],
  x: Float32Array,
  layer: (draft: Draft, x: string) => string,
): Promise<{ y: Float32Array; draft: Draft }> {
  const graph = new GraphBuilder('layer');
  const draft = { graph, weights: new InitialWeights(1, height), width: 1 };
  const output = layer(draft, graph.input('x', 'float32', dims));
  const built = graph.build();
  const shape = dims.length === 4 ? dims : [dims[0]!, 'length'];
  const outputs = [{ name: output, type: 'float32' as const, shape }];
  const session = await InferenceSession.create(writeOnnx({ ...built, outputs }), { logSeverityLevel: 4 });
  const results = await session.run({ x: new Tensor('float32', x, dims) });
  await session.release();
  return { y: results[output]!.data as Float32Array, draft };
}

const map = (value: string): FeatureMap => ({ value, channels, height, width });
const at = (channel: number, y: number, x: number) => (channel * height + y) * width + x;
const inside = (y: number, x: number) => y >= 0 && y < height && x >= 0 && x < width;

function expectClose(actual: Float32Array, expected: readonly number[]) {
  expect(actual).toHaveLength(expected.length);
  expect(Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)))).toBeLessThan(1e-5);
}

/** Results of each position of the map, in the map's order. */
const everywhere = (of: (channel: number, y: number, x: number) => number) =>
  Array.from({ length: channels * height * width }, (_, i) =>
    of(Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width),
  );

it('L2 pooling is the root of the sum of squares in the window, also at the border', async () => {
  const x = numbers(channels * height * width);
  const { y } = await run([1, channels, height, width], x, (draft, value) => l2Pool(draft, map(value)).value);
  const expected = everywhere((channel, row, column) => {
    let sum = 0;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        if (inside(row + dy, column + dx)) sum += x[at(channel, row + dy, column + dx)]! ** 2;
      }
    }
    return Math.sqrt(sum);
  });
  expectClose(y, expected);
});

it('L2 pooling of nothing but zeros is as good as zero', async () => {
  const x = new Float32Array(channels * height * width);
  const { y } = await run([1, channels, height, width], x, (draft, value) => l2Pool(draft, map(value)).value);
  for (const value of y) expect(value).toBeCloseTo(1e-4, 7);
});

it('response normalisation divides by what five neighbouring channels have', async () => {
  const x = numbers(channels * height * width).map((value) => 100 * value);
  const { y } = await run(
    [1, channels, height, width],
    x,
    (draft, value) => normaliseResponse(draft, map(value), 'norm').value,
  );
  const expected = everywhere((channel, row, column) => {
    let sum = 0;
    for (let other = Math.max(channel - 2, 0); other <= Math.min(channel + 2, channels - 1); other++) {
      sum += x[at(other, row, column)]! ** 2;
    }
    return x[at(channel, row, column)]! / (1 + (1e-4 / 5) * sum) ** 0.75;
  });
  const relative = expected.map((value, i) => y[i]! / value);
  expectClose(
    Float32Array.from(relative),
    expected.map(() => 1),
  );
});

it('maxout takes the larger of two products', async () => {
  const [batch, inputs, outputs] = [2, 7, 5];
  const x = numbers(batch * inputs);
  let weights: ArrayLike<number | bigint> = [];
  const { y } = await run([batch, inputs], x, (draft, value) => {
    const result = maxout(draft, { value, length: inputs }, { name: 'fc', outputs });
    weights = draft.graph.build().initialisers.get('fc/weights')!.data;
    return result.value;
  });
  const expected = Array.from({ length: batch * outputs }, (_, i) => {
    const [picture, output] = [Math.floor(i / outputs), i % outputs];
    const product = (column: number) =>
      Array.from(
        { length: inputs },
        (_, k) => x[picture * inputs + k]! * Number(weights[k * 2 * outputs + column]),
      );
    const sum = (column: number) => product(column).reduce((a, b) => a + b, 0);
    return Math.max(sum(output), sum(outputs + output));
  });
  expectClose(y, expected);
});

it('the embedding of features that are all zero is zero, and no NaN', async () => {
  const features: Vector = { value: 'x', length: 9 };
  const { y } = await run([1, 9], new Float32Array(9), (draft) => {
    finishDraft(draft, features, 'fc');
    return 'embedding';
  });
  expect([...y]).toEqual(Array(128).fill(0));
});
