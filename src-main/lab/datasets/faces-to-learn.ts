import { eachAtOnce } from '../../common/each-at-once.ts';
import { isOfPhoto } from '../../contract/errors.ts';
import { elementAt, entryOf, firstItems } from '../../common/elements.ts';
import type { DeviceRequest } from '../../contract/models.ts';
import { cutFor, mirroredFor } from '../../faces/align/alignments.ts';
import { embedFaces } from '../../faces/embed/embed.ts';
import type { Embedder } from '../../faces/embed/embedder.ts';
import { createRecogniser } from '../../faces/recogniser.ts';
import { cutStoredFaces } from '../../faces/stored-faces.ts';
import { createSession, Tensor } from '../../nn/onnxruntime.ts';
import type { EmbedderKind } from '../../nn/own-models.ts';
import type { Pixels } from '../../photos/pixels.ts';
import type { PersonFolder } from '../../photos/person-folders.ts';
import { centralFace } from '../../faces/detect/central-face.ts';

/** The central face of a photo, as the input of a network. */
export interface FaceToLearn {
  /** Index of the person among the folders, and of the photo among all photos. */
  person: number;
  photo: number;
  /** Width as a fraction of the photo's. */
  width: number;
  /** One chip for each frame of recognition. */
  chips: Pixels[];
  /** Unit vector by the embedder. */
  vector: Float32Array;
}

/**
 * Recognises photos of people as imports do, and cuts out the central face of each. Photos without a face and unreadable
 * ones are left out.
 * @param progressed called after every photo
 * @throws FamiliarError `model-*`, `device-unavailable`
 */
export async function facesToLearn(
  folders: readonly PersonFolder[],
  embedder: Embedder,
  device: DeviceRequest,
  progressed: () => void,
): Promise<FaceToLearn[]> {
  const photos = folders.flatMap(({ paths }, person) => paths.map((path) => ({ path, person })));
  const recogniser = createRecogniser(device, { embedder });
  const faces: FaceToLearn[] = [];
  try {
    await eachAtOnce(photos, recogniser.photosAtOnce, async ({ path, person }, photo) => {
      const seen = await recogniser.recognise(path).catch(nullWherePhotoIsBad);
      const face = seen && centralFace(seen);
      if (face) {
        const { width, height } = seen;
        const stored = { path, faces: [{ ...face, width, height }] };
        const [chips] = firstItems(await cutStoredFaces(stored, cutFor[embedder.kind]), 1);
        faces.push({ person, photo, width: face.box.width, chips, vector: face.vector });
      }
      progressed();
    });
  } finally {
    await recogniser.close();
  }
  return faces.sort((a, b) => a.photo - b.photo);
}

function nullWherePhotoIsBad(error: unknown): null {
  if (isOfPhoto(error)) return null;
  throw error;
}

/**
 * Embeds faces with a network, with recognition's average over chips.
 * @param onnx a network that comes with Familiar, or one fine-tuned from it
 * @param kind alignment of the network's input
 * @returns unit vectors in the order of the faces
 */
export async function embedWith(
  onnx: Uint8Array,
  kind: EmbedderKind,
  faces: readonly FaceToLearn[],
): Promise<Float32Array[]> {
  const session = await createSession(onnx, 'cpu');
  const run = async (pixels: Uint8Array, batch: number) => {
    const [{ width, height }] = firstItems(elementAt(faces, 0).chips, 1);
    const results = await session.run({
      pixels: new Tensor('uint8', pixels, [batch, height, width, 3]),
    });
    return { embedding: entryOf(results, 'embedding').data as Float32Array };
  };
  try {
    return await embedFaces(
      faces.map(({ chips }) => chips),
      { run, mirrored: mirroredFor[kind] },
    );
  } finally {
    await session.release();
  }
}
