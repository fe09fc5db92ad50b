import { FamiliarError } from '../../contract/errors.ts';
import type { EmbeddingAnswer, EmbeddingTask } from './embedding-tasks.ts';
import { serveTasks } from '../threads/serve-tasks.ts';

/**
 * Replacement of the embedding thread for tests: gives one vector a face, which tells if the photo was used.
 * It hangs at photos called `hang`, ends at those called `end`, and does not start on a GPU.
 */
await serveTasks<EmbeddingTask, EmbeddingAnswer>(async ({ device }) => {
  if (device === 'webgpu') throw new FamiliarError('device-unavailable', 'there is no adapter');
  return {
    device: { name: 'cpu', reason: 'for a test' },
    async perform(task) {
      if (!('embed' in task) || task.embed.path === 'hang') return new Promise(() => {});
      const { path, faces } = task.embed;
      if (path === 'end') process.exit(1);
      if (path === 'bad') throw new FamiliarError('model-unsuitable', 'not finite');
      return { vectors: faces.map(() => Float32Array.of(path === null ? 0 : 1)) };
    },
  };
});
