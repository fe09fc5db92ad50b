import { parentPort, workerData } from 'node:worker_threads';
import type { EmbeddingSettings, FromEmbeddingThread, ToEmbeddingThread } from './embedding-messages.ts';

/**
 * For tests, in place of the embedding thread: one vector a face, which says whether the photo was there. It
 * hangs at photos called `hang`, ends at those called `end`, and does not start on a GPU.
 */
const port = parentPort!;
const send = (message: FromEmbeddingThread) => port.postMessage(message);
const { device } = workerData as EmbeddingSettings;

port.on('message', (message: ToEmbeddingThread) => {
  if (!('embed' in message)) return;
  const { path, faces } = message.embed;
  if (path === 'hang') return;
  if (path === 'end') process.exit(1);
  if (path === 'bad') send({ id: message.id, error: { code: 'model-unsuitable', message: 'not finite' } });
  else send({ id: message.id, vectors: faces.map(() => Float32Array.of(path === null ? 0 : 1)) });
});
if (device === 'webgpu') send({ refused: { code: 'device-unavailable', message: 'there is no adapter' } });
else send({ ready: { name: 'cpu', reason: 'for a test' } });
