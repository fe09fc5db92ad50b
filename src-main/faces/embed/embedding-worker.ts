import { principalSubspace } from '../../common/principal-subspace.ts';
import { seededRandom } from '../../common/random.ts';
import { chooseDevice } from '../../nn/device-choice.ts';
import { loadEmbedder } from './embedder.ts';
import type { EmbeddingAnswer, EmbeddingTask } from './embedding-tasks.ts';
import { serveTasks } from '../threads/serve-tasks.ts';
import { embedStoredFaces } from '../stored-faces.ts';

/** Entry of the thread that computes vectors of stored faces. */
await serveTasks<EmbeddingTask, EmbeddingAnswer>(async ({ embedder, device: request }) => {
  const device = await chooseDevice(request);
  const network = await loadEmbedder(embedder, device);
  return {
    device,
    async perform(task) {
      if ('embed' in task) return { vectors: await embedStoredFaces(task.embed, network) };
      const { vectors, width, dimension, seed } = task.fit;
      return { subspace: principalSubspace(vectors, width, dimension, seededRandom(seed)) };
    },
  };
});
