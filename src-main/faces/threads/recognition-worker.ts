import sharp from 'sharp';
import { chooseDevice } from '../../nn/device-choice.ts';
import { createPipeline, loadPipelineNetworks } from '../pipeline.ts';
import type { RecognisedPhoto, RecognitionTask } from '../recognised.ts';
import { serveTasks } from './serve-tasks.ts';
import { planThreads } from './thread-plan.ts';

/** Entry of a recognition thread. Networks block their thread, so they run on threads of their own. */

// Photos are decoded in parallel; splitting one photo over cores would take more time in total.
sharp.concurrency(1);
// No picture is requested twice, so a cache would only take memory.
sharp.cache(false);

await serveTasks<RecognitionTask, RecognisedPhoto>(async (settings) => {
  const device = await chooseDevice(settings.device);
  const { networkThreads, photosDecoded } = planThreads(device.name);
  const networks = await loadPipelineNetworks(device, { threads: networkThreads }, settings.embedder);
  const pipeline = createPipeline(networks, { photosDecoded });
  const perform = ({ picture, box, sensitivity }: RecognitionTask) =>
    box ? pipeline.recogniseIn(picture, box) : pipeline.recognise(picture, undefined, sensitivity);
  return { device, perform };
});
