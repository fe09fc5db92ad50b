import { describe, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { embeddingDimension, normalise, unitDistance } from '../common/vectors.ts';
import type { VectorRow } from '../db/vectors.ts';
import { identityScale, joinScales, measureScale, toBuiltIn, toOwn } from './distance-scale.ts';
import { vectorOf } from './test-faces.ts';

const rowOf = (faceId: number, vector: Float32Array): VectorRow =>
  ({ faceId, photoId: faceId, prominence: 1, vector }) as VectorRow;

/** Five people with `each` faces, near to far as `spread` says: another model's view of the same faces. */
function facesOf(each: number, spread: number): VectorRow[] {
  const lean = new Float32Array(embeddingDimension).fill(0.2);
  return Array.from({ length: 5 * each }, (_, i) => {
    const vector = vectorOf(i % 5, i).map((value, k) => spread * value + lean[k]);
    return rowOf(i + 1, normalise(vector));
  });
}

const accepted = (faces: readonly VectorRow[], distance: number) => {
  let count = 0;
  for (let i = 0; i < faces.length; i++) {
    for (let j = i + 1; j < faces.length; j++) {
      if (unitDistance(faces[i].vector, faces[j].vector) <= distance) count++;
    }
  }
  return count;
};

describe('the scale of another model', () => {
  it('has at each distance as many pairs nearer as there were', async () => {
    const [before, after] = [facesOf(12, 2), facesOf(12, 0.7)];
    const scale = await measureScale(before, after);
    const pairs = (60 * 59) / 2;
    for (const distance of [0.05, 0.1, 0.2, 0.3, 0.5, 0.8]) {
      const [was, is] = [accepted(before, distance), accepted(after, toOwn(scale, distance))];
      expect(Math.abs(is - was)).toBeLessThan(0.03 * pairs);
    }
    // The other model sees everything nearer together.
    expect(toOwn(scale, 0.5)).toBeLessThan(0.4);
  });

  it('ascends from 0 to 2, and leads back where it came from', async () => {
    const scale = await measureScale(facesOf(8, 1.5), facesOf(8, 0.5));
    expect(scale[0]).toEqual([0, 0]);
    expect(scale.at(-1)).toEqual([2, 2]);
    for (let i = 1; i < scale.length; i++) {
      expect(scale[i][0]).toBeGreaterThan(scale[i - 1][0]);
      expect(scale[i][1]).toBeGreaterThan(scale[i - 1][1]);
    }
    for (const distance of [0, 0.1, 0.35, 0.7, 1.3, 2]) {
      expect(toBuiltIn(scale, toOwn(scale, distance))).toBeCloseTo(distance, 9);
    }
  });

  it('leaves distances as they are where there are no two faces to measure', async () => {
    for (const faces of [[], facesOf(1, 1).slice(0, 1)]) {
      expect(await measureScale(faces, faces)).toEqual(identityScale);
    }
    const same = Array.from({ length: 4 }, (_, i) => rowOf(i + 1, vectorOf(1, 1)));
    expect(await measureScale(same, same)).toEqual(identityScale);
  });

  it('takes only faces that both models know', async () => {
    const [before, after] = [facesOf(6, 1), facesOf(6, 0.5)];
    const stranger = rowOf(999, vectorOf(9, 9));
    expect(await measureScale([...before, stranger], after)).toEqual(await measureScale(before, after));
  });

  it('samples the pairs of a large library, the same every time', async () => {
    const random = seededRandom(1);
    const many = Array.from({ length: 2100 }, (_, i) =>
      rowOf(i + 1, normalise(Float32Array.from({ length: embeddingDimension }, () => random() - 0.3))),
    );
    const scale = await measureScale(many, many);
    expect(scale).toEqual(await measureScale(many, many));
    for (const distance of [0.5, 0.9, 1.1]) expect(toOwn(scale, distance)).toBeCloseTo(distance, 6);
  });

  it('is joined to that of the model before', async () => {
    const [builtIn, first, second] = [facesOf(10, 2), facesOf(10, 1), facesOf(10, 0.5)];
    const joined = joinScales(await measureScale(builtIn, first), await measureScale(first, second));
    const direct = await measureScale(builtIn, second);
    for (const distance of [0.1, 0.3, 0.6]) {
      expect(toOwn(joined, distance)).toBeCloseTo(toOwn(direct, distance), 2);
    }
    expect(joinScales(identityScale, identityScale)).toEqual(identityScale);
  });
});
