import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { toWireError } from '../contract/errors.ts';
import { chooseDevice } from '../nn/device-choice.ts';
import { createPipeline, loadPipelineNetworks } from './pipeline.ts';
import { planThreads } from './thread-plan.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';

/** Entry of a recognition thread: networks block their thread while they run, so they get threads of their own. */
const port = parentPort!;
const send = (message: FromWorker) => port.postMessage(message);

// Photos are decoded beside one another; sharing the work on one between cores would take more time together.
sharp.concurrency(1);
// No picture is asked for twice, so remembering them would only cost memory.
sharp.cache(false);

try {
  const settings = workerData as WorkerSettings;
  const device = await chooseDevice(settings.device);
  const { networkThreads, photosDecoded } = planThreads(device.name);
  const networks = await loadPipelineNetworks(device, { threads: networkThreads }, settings.embedder);
  const pipeline = createPipeline(networks, { photosDecoded });
  port.on('message', ({ id, path }: ToWorker) => {
    pipeline.recognise(path).then(
      (photo) => send({ id, photo }),
      (error: unknown) => send({ id, error: toWireError(error) }),
    );
  });
  send({ ready: { name: device.name, reason: device.reason } });
} catch (error) {
  send({ refused: toWireError(error) });
}
