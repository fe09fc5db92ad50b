import { normalise } from '../common/vectors.ts';
import type { Network } from '../nn/onnxruntime.ts';
import type { Pixels } from '../photos/pixels.ts';
import { mirror } from './chip.ts';

/** Faces embedded at once; bounds memory on photos of a crowd. */
const batchSize = 16;

/**
 * Embeds aligned chips of the embedder's input size: each face and its mirror image, averaged and scaled to
 * length 1.
 * @returns unit vectors in the order of the chips, as long as the embedder's output is wide
 */
export async function embedChips(
  chips: readonly Pixels[],
  embedder: Pick<Network, 'run'>,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  const bytes = chips[0]?.data.length ?? 0;
  for (let start = 0; start < chips.length; start += batchSize) {
    const batch = chips.slice(start, start + batchSize);
    const input = new Uint8Array(2 * batch.length * bytes);
    batch.forEach((chip, i) => {
      input.set(chip.data, 2 * i * bytes);
      input.set(mirror(chip).data, (2 * i + 1) * bytes);
    });
    const { embedding } = await embedder.run(input, 2 * batch.length);
    const dimension = embedding.length / (2 * batch.length);
    for (let i = 0; i < batch.length; i++) {
      const at = 2 * i * dimension;
      const straight = normalise(embedding.slice(at, at + dimension));
      const mirrored = normalise(embedding.slice(at + dimension, at + 2 * dimension));
      vectors.push(normalise(straight.map((value, k) => value + mirrored[k])));
    }
  }
  return vectors;
}
