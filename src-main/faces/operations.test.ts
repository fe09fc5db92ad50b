import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Network } from '../nn/onnxruntime.ts';
import { verifyModel } from '../nn/models.ts';
import { readOnnx } from '../nn/onnx/read.ts';
import { layerCosts, totalCost } from '../nn/test-costs.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { bestEmbedder } from './embed/embedder.ts';
import { createPipeline, loadPipelineNetworks, type PipelineNetworks } from './pipeline.ts';
import { pipelineModels } from './recognised.ts';

type Stage = keyof PipelineNetworks;

/** Runs of a stage's network, and multiply-adds of its layers with weights (1e9). */
interface Operations {
  runs: number;
  gigaMultiplyAdds: number;
}

/**
 * Greatest operations for the sample photos together. Times depend on the machine; a change that makes an import dearer
 * raises these numbers.
 */
const most: Record<Stage, Operations> = {
  detector: { runs: 12, gigaMultiplyAdds: 20.55 },
  landmarks: { runs: 13, gigaMultiplyAdds: 1.91 },
  embedder: { runs: 6, gigaMultiplyAdds: 10.83 },
};

const done: Record<Stage, Operations> = {
  detector: { runs: 0, gigaMultiplyAdds: 0 },
  landmarks: { runs: 0, gigaMultiplyAdds: 0 },
  embedder: { runs: 0, gigaMultiplyAdds: 0 },
};
let networks: PipelineNetworks;

/** A network that counts its operations. */
async function counted<N extends Pick<Network, 'run'>>(stage: Stage, id: string, network: N): Promise<N> {
  const { graph } = readOnnx((await verifyModel(id)).onnx);
  const run: Network['run'] = (pixels, batch, size) => {
    const { multiplyAdds } = totalCost(layerCosts(graph, { batch, ...size }));
    done[stage].runs++;
    done[stage].gigaMultiplyAdds += multiplyAdds / 1e9;
    return network.run(pixels, batch, size);
  };
  return { ...network, run };
}

beforeAll(async () => {
  networks = await loadPipelineNetworks({ name: 'cpu' });
});
afterAll(async () => {
  await Promise.all([networks.detector, networks.landmarks, networks.embedder].map((one) => one.release()));
});

it('takes no more operations than before for the sample photos', async () => {
  const pipeline = createPipeline({
    detector: await counted('detector', pipelineModels.detector, networks.detector),
    landmarks: await counted('landmarks', pipelineModels.landmarks, networks.landmarks),
    embedder: await counted('embedder', bestEmbedder().id, networks.embedder),
  });
  let faces = 0;
  for (const photo of samplePhotos()) faces += (await pipeline.recognise(photo)).faces.length;
  expect(faces).toBe(21);
  for (const stage of Object.keys(most) as Stage[]) {
    expect(done[stage].runs, stage).toBeLessThanOrEqual(most[stage].runs);
    expect(done[stage].gigaMultiplyAdds, stage).toBeLessThanOrEqual(most[stage].gigaMultiplyAdds);
  }
});
