import { describe, expect, it } from 'vitest';
import { seededRandom } from '../common/random.ts';
import { addDistanceGradient, squaredDistance, squaredDistances } from './distances.ts';
import { circle, differences, randomVectors, squaredChord } from './test-circle.ts';

describe('squared distances', () => {
  it('are those of chords', () => {
    const { count, values } = squaredDistances(circle([0, 60, 180]), 2);
    expect(count).toBe(3);
    const expected = [0, 60, 180, 60, 0, 120, 180, 120, 0].map((d) => expect.closeTo(squaredChord(d), 6));
    expect([...values]).toEqual(expected);
  });

  it('are none for no vector, and 0 for a single one', () => {
    expect(squaredDistances(new Float32Array(0), 128)).toEqual({ count: 0, values: new Float32Array(0) });
    expect(squaredDistances(circle([30]), 2)).toEqual({ count: 1, values: new Float32Array(1) });
  });

  it('keep their digits where vectors are near', () => {
    // 2 - 2 cos of a thousandth of a degree would lose half of them in 32 bits.
    const near = squaredDistance(Float32Array.of(1, 0, 1, 2 ** -14), 2, 0, 1);
    expect(near).toBe(2 ** -28);
  });

  it('carry slopes back to the vectors, by central differences', () => {
    const random = seededRandom(3);
    const [count, dimension] = [6, 5];
    const vectors = randomVectors(count, dimension, random);
    const slopes = Float64Array.from({ length: count * count }, () => random() - 0.5);
    const loss = (x: Float64Array) => {
      let sum = 0;
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) {
          for (let k = 0; k < dimension; k++) {
            sum += slopes[i * count + j]! * (x[i * dimension + k]! - x[j * dimension + k]!) ** 2;
          }
        }
      }
      return sum;
    };
    const gradient = new Float64Array(vectors.length).fill(1);
    addDistanceGradient(vectors, dimension, slopes, gradient);
    const expected = differences(loss, vectors);
    gradient.forEach((value, i) => expect(value - 1).toBeCloseTo(expected[i]!, 6));
  });
});
