import { basename } from 'node:path';
import { parentPort, threadId, workerData } from 'node:worker_threads';
import type { RecognisedPhoto } from './recognised.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';

/**
 * A recognition thread for tests: takes 20 ms for a photo, and answers with its own number as the width and
 * with the photos that it had under way as the height. The name of a photo says what goes wrong with it.
 */
const port = parentPort!;
const send = (message: FromWorker) => port.postMessage(message);
const { device } = workerData as WorkerSettings;
let underWay = 0;

const deeds: Record<string, () => void> = {
  hang: () => {
    for (;;);
  },
  crash: () => {
    throw new Error('crashed');
  },
  leave: () => process.exit(0),
};

port.on('message', ({ id, path }: ToWorker) => {
  underWay++;
  const name = basename(path).split('-')[0];
  if (name === 'bad') return send({ id, error: { code: 'photo-damaged', message: 'torn' } });
  setTimeout(() => {
    deeds[name]?.();
    if (name === 'never') return;
    const photo: RecognisedPhoto = {
      width: threadId,
      height: underWay,
      orientation: 1,
      takenAt: null,
      model: 'none',
      thumbnail: new Uint8Array(),
      faces: [],
    };
    underWay--;
    send({ id, photo });
  }, 20);
});

if (device === 'webgpu') send({ refused: { code: 'device-unavailable', message: 'there is no adapter' } });
else send({ ready: { name: 'cpu', reason: `${device} was asked for` } });
