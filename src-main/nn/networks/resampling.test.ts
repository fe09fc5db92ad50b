import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { GraphBuilder } from '../graph-builder.ts';
import { writeOnnx } from '../onnx/write.ts';
import { crop, resample, type Square } from './resampling.ts';

/** Runs a square part of a map of one channel, made smaller, in ONNX Runtime. */
async function run(map: number[][], square: Square, side: number): Promise<number[]> {
  const graph = new GraphBuilder('resampling');
  const [height, width] = [map.length, map[0]!.length];
  const value = graph.input('x', 'float32', [1, 1, height, width]);
  const y = resample(graph, crop(graph, { value, channels: 1, height, width }, square), side);
  graph.output(y.value, 'float32', [1, 1, side, side]);
  const session = await InferenceSession.create(writeOnnx(graph.build()), { logSeverityLevel: 4 });
  const x = new Tensor('float32', Float32Array.from(map.flat()), [1, 1, height, width]);
  const { data } = (await session.run({ x }))[y.value]!;
  await session.release();
  return [...(data as Float32Array)];
}

it('keeps a slope, away from the border', async () => {
  const ramp = Array.from({ length: 14 }, (_, y) => Array.from({ length: 14 }, (_, x) => 10 * y + x));
  const small = await run(ramp, { left: 1, top: 2, side: 12 }, 8);
  // A sixteenth of a pixel is what a filter of so few samples is off by. The middle of pixel i of 8 is at 1.5 i + 0.75 of 12, whose pixels have their middles at a half.
  const at = (row: number, column: number) => 10 * (2 + 1.5 * row + 0.25) + (1 + 1.5 * column + 0.25);
  for (const [row, column] of [
    [2, 2],
    [3, 5],
    [5, 4],
  ] as const)
    expect(Math.abs(small[8 * row + column]! - at(row, column))).toBeLessThan(0.7);
});

it('filters what is too fine to be seen, and keeps what is even', async () => {
  const stripes = Array.from({ length: 9 }, () =>
    Array.from({ length: 9 }, (_, x) => (x % 2 === 0 ? 100 : 0)),
  );
  const small = await run(stripes, { left: 0, top: 0, side: 9 }, 3);
  for (const value of small) expect(Math.abs(value - 50)).toBeLessThan(10);
  const even = await run(
    Array.from({ length: 9 }, () => Array<number>(9).fill(7)),
    { left: 0, top: 0, side: 9 },
    6,
  );
  for (const value of even) expect(value).toBeCloseTo(7, 5);
});

it('refuses a part that is not within the map', () => {
  const graph = new GraphBuilder('resampling');
  const x = { value: graph.input('x', 'float32', [1, 1, 4, 4]), channels: 1, height: 4, width: 4 };
  expect(() => crop(graph, x, { left: 1, top: 0, side: 4 })).toThrow(
    'a square of 4 at 1, 0 is not within 4x4',
  );
});
