import { float32At } from '../../common/typed-arrays.ts';
import { elementAt, entryOf } from '../../common/elements.ts';
import { normalise } from '../../common/vectors.ts';
import type { Network } from '../../nn/onnxruntime.ts';
import type { Pixels } from '../../photos/pixels.ts';
import { mirror } from '../align/chip.ts';
import type { EmbedderNetwork } from './embedder.ts';

/** Maximum number of pictures in one run of the network; bounds memory on photos of a crowd. */
const maxPictures = 32;

/**
 * Embeds faces. The vector of a face is the mean over its chips, and their mirror images if the network uses
 * them, normalised to length 1.
 * @param faces chips of each face, the same number for all
 * @returns unit vectors in the order of the faces, of the embedder's width
 */
export async function embedFaces(
  faces: readonly (readonly Pixels[])[],
  embedder: Pick<EmbedderNetwork, 'run' | 'mirrored'>,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  const { mirrored } = embedder;
  const picturesPerFace = (mirrored ? 2 : 1) * (faces[0]?.length ?? 1);
  const atOnce = Math.max(1, Math.floor(maxPictures / picturesPerFace));
  for (let start = 0; start < faces.length; start += atOnce) {
    const pictures = faces
      .slice(start, start + atOnce)
      .flatMap((chips) => (mirrored ? chips.flatMap((chip) => [chip, mirror(chip)]) : chips));
    const outputs = await embedPictures(pictures, embedder);
    for (let at = 0; at < outputs.length; at += picturesPerFace) {
      vectors.push(meanOf(outputs.slice(at, at + picturesPerFace)));
    }
  }
  return vectors;
}

async function embedPictures(
  pictures: readonly Pixels[],
  embedder: Pick<Network, 'run'>,
): Promise<Float32Array[]> {
  const bytes = elementAt(pictures, 0).data.length;
  const input = new Uint8Array(pictures.length * bytes);
  pictures.forEach(({ data }, i) => input.set(data, i * bytes));
  const embedding = entryOf(await embedder.run(input, pictures.length), 'embedding');
  const dimension = embedding.length / pictures.length;
  return pictures.map((_, i) => normalise(embedding.slice(i * dimension, (i + 1) * dimension)));
}

const meanOf = (vectors: readonly Float32Array[]): Float32Array =>
  normalise(
    elementAt(vectors, 0).map((_, k) => vectors.reduce((sum, vector) => sum + float32At(vector, k), 0)),
  );
