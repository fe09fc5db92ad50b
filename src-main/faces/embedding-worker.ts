import { parentPort, workerData } from 'node:worker_threads';
import { principalSubspace } from '../common/principal-subspace.ts';
import { seededRandom } from '../common/random.ts';
import { toWireError } from '../contract/errors.ts';
import { chooseDevice } from '../nn/device-choice.ts';
import { type EmbedderNetwork, loadEmbedder } from './embedder.ts';
import type { EmbeddingSettings, FromEmbeddingThread, ToEmbeddingThread } from './embedding-messages.ts';
import { embedStoredFaces } from './stored-faces.ts';

/** Entry of the thread that makes vectors of faces already known. */
const port = parentPort!;
const send = (message: FromEmbeddingThread) => port.postMessage(message);

async function answer(message: ToEmbeddingThread, network: EmbedderNetwork): Promise<void> {
  const { id } = message;
  try {
    if ('embed' in message) send({ id, vectors: await embedStoredFaces(message.embed, network) });
    else {
      const { vectors, width, dimension, seed } = message.fit;
      send({ id, subspace: principalSubspace(vectors, width, dimension, seededRandom(seed)) });
    }
  } catch (error) {
    send({ id, error: toWireError(error) });
  }
}

try {
  const { embedder, device: request } = workerData as EmbeddingSettings;
  const device = await chooseDevice(request);
  const network = await loadEmbedder(embedder, device);
  port.on('message', (message: ToEmbeddingThread) => void answer(message, network));
  send({ ready: { name: device.name, reason: device.reason } });
} catch (error) {
  send({ refused: toWireError(error) });
}
