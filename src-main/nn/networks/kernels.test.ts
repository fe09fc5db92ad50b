import { describe, expect, it } from 'vitest';
import type { FloatTensor } from '../graph.ts';
import { foldScale, permute, selectChannels } from './kernels.ts';

const tensor = (dims: number[], values: number[]): FloatTensor => ({
  type: 'float32',
  dims,
  data: Float32Array.from(values),
});

describe('permute', () => {
  it('transposes a matrix', () => {
    expect(permute(tensor([2, 3], [1, 2, 3, 4, 5, 6]), [1, 0])).toEqual(tensor([3, 2], [1, 4, 2, 5, 3, 6]));
  });

  it('moves every element of a four-dimensional tensor to its place', () => {
    const dims = [2, 3, 4, 5];
    const source = tensor(
      dims,
      Array.from({ length: 120 }, (_, i) => i),
    );
    const moved = permute(source, [3, 2, 0, 1]);
    expect(moved.dims).toEqual([5, 4, 2, 3]);
    for (let a = 0; a < 2; a++)
      for (let b = 0; b < 3; b++)
        for (let c = 0; c < 4; c++)
          for (let d = 0; d < 5; d++) {
            expect(moved.data[((d * 4 + c) * 2 + a) * 3 + b]).toBe(((a * 3 + b) * 4 + c) * 5 + d);
          }
  });
});

it('folds a scale and an offset into kernel and bias, channel by channel', () => {
  const plain = { kernel: tensor([2, 1, 1, 2], [1, 2, 3, 4]), bias: Float32Array.of(5, 6) };
  expect(foldScale(plain, [10, -1], [0.5, 0])).toEqual({
    kernel: tensor([2, 1, 1, 2], [10, 20, -3, -4]),
    bias: Float32Array.of(50.5, -6),
  });
});

it('selects output channels in the order asked for', () => {
  const plain = { kernel: tensor([3, 2, 1, 1], [1, 2, 3, 4, 5, 6]), bias: Float32Array.of(7, 8, 9) };
  expect(selectChannels(plain, [2, 0])).toEqual({
    kernel: tensor([2, 2, 1, 1], [5, 6, 1, 2]),
    bias: Float32Array.of(9, 7),
  });
});
