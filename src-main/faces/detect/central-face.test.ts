import { describe, expect, it } from 'vitest';
import { centralFace } from './central-face.ts';

const face = (x: number, y: number, score: number) => ({
  box: { x, y, width: 0.2, height: 0.2 },
  score,
  vector: new Float32Array(2),
});
const photo = (width: number, height: number, faces: ReturnType<typeof face>[]) => ({ width, height, faces });

describe('the central face', () => {
  it('is null where there is no face', () => {
    expect(centralFace(photo(100, 100, []))).toBeNull();
  });

  it('is the one whose centre is nearest the centre of the photo, whatever its score', () => {
    const near = face(0.35, 0.4, 0.7);
    expect(centralFace(photo(100, 100, [face(0, 0, 0.99), near, face(0.6, 0.4, 0.98)]))).toBe(near);
  });

  it('is measured in pixels, not in fractions of a photo that is not square', () => {
    const beside = face(0.25, 0.4, 0.9); // a fraction of 0.15 to the left: 150 pixels
    const above = face(0.4, 0.2, 0.9); // a fraction of 0.2 above: 40 pixels
    expect(centralFace(photo(1000, 200, [beside, above]))).toBe(above);
    expect(centralFace(photo(200, 1000, [above, beside]))).toBe(beside);
  });
});
