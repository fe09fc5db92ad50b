import { embeddingDimension } from '../common/vectors.ts';
import type { LabelledFaces } from './labelled-faces.ts';

/** For tests: people of so many faces each, around random centres; the wider, the harder to tell apart. */
export function randomPeople(sizes: readonly number[], width: number, random: () => number): LabelledFaces {
  const direction = () => Float64Array.from({ length: 6 }, () => random() + random() - 1);
  const people: number[] = [];
  const vectors: number[] = [];
  sizes.forEach((size, person) => {
    const centre = direction();
    for (let face = 0; face < size; face++) {
      const noise = direction();
      const vector = centre.map((value, k) => value + width * noise[k]!);
      const length = Math.hypot(...vector);
      people.push(person);
      vectors.push(
        ...vector.map((value) => value / length),
        ...Array<number>(embeddingDimension - 6).fill(0),
      );
    }
  });
  return { vectors: Float32Array.from(vectors), people: Uint32Array.from(people) };
}
