import { parentPort, workerData } from 'node:worker_threads';
import { toWireError } from '../contract/errors.ts';
import { chooseDevice } from '../nn/device-choice.ts';
import { loadPipelineNetworks, recogniseFile } from './pipeline.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';

/** Entry of the recognition thread: networks block their thread while they run, so they get one. */
const port = parentPort!;
const send = (message: FromWorker) => port.postMessage(message);

try {
  const device = await chooseDevice((workerData as WorkerSettings).device);
  const networks = await loadPipelineNetworks(device);
  port.on('message', ({ id, path }: ToWorker) => {
    recogniseFile(path, networks).then(
      (photo) => send({ id, photo }),
      (error: unknown) => send({ id, error: toWireError(error) }),
    );
  });
  send({ ready: { name: device.name, reason: device.reason } });
} catch (error) {
  send({ refused: toWireError(error) });
}
