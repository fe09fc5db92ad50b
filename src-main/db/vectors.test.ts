import { expect, it } from 'vitest';
import { storePhoto, vectorOf } from '../services/model-session/test-faces.ts';
import { openForWriting } from './open.ts';
import { countVectors, insertVector } from './vectors.ts';

it('stores only finite vectors of length 1 and the right width', () => {
  const db = openForWriting(':memory:');
  storePhoto(db, [{ person: 1, variation: 1 }]);
  const put = (vector: Float32Array) =>
    insertVector(db, { faceId: 1, modelId: 'other', pipelineVersion: 1, vector });
  const good = vectorOf(1, 2);
  const unsound = [
    good.with(7, NaN),
    good.with(7, Infinity),
    good.map((value) => 1.01 * value),
    new Float32Array(128),
    good.slice(1),
  ];
  for (const vector of unsound) {
    expect(() => put(vector)).toThrow(expect.objectContaining({ code: 'vector-unsound' }));
  }
  expect(countVectors(db, 'other')).toBe(0);
  put(good);
  expect(countVectors(db, 'other')).toBe(1);
  db.close();
});
