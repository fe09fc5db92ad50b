import { expect, it } from 'vitest';
import { dot, normalise } from '../common/vectors.ts';
import { drawFaces } from './device-pictures.ts';
import { loadNetwork } from './onnxruntime.ts';

it('draws faces whose embeddings differ by more than a device may be off', async () => {
  const [faces, side, dimension] = [8, 150, 128];
  const network = await loadNetwork('dlib-resnet-128', { name: 'cpu' });
  const { embedding } = await network.run(drawFaces(faces, side), faces);
  await network.release();
  const vectors = Array.from({ length: faces }, (_, i) =>
    normalise(embedding!.slice(i * dimension, (i + 1) * dimension)),
  );
  const cosines = vectors.flatMap((a, i) => vectors.slice(i + 1).map((b) => dot(a, b)));
  expect(Math.max(...cosines)).toBeLessThan(0.995);
});

it('draws the same faces every time, however many are asked for', () => {
  const [two, three] = [drawFaces(2, 40), drawFaces(3, 40)];
  expect(three.subarray(0, two.length)).toEqual(two);
  expect(three.subarray(two.length)).not.toEqual(two.subarray(two.length / 2));
});
