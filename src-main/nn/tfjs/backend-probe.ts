import { tryBackend } from './backend.ts';
import { compareSpeed } from './backend-speed.ts';
import type { TrialOrder } from './backend-trial.ts';

/** Entry of the probing process: waits for its order, tries the backend, reports why it is unfit, or null. */
process.once('message', async ({ name, againstCpu }: TrialOrder) => {
  const flaw = (await tryBackend(name)) ?? (againstCpu ? await compareSpeed(name) : null);
  process.send!(flaw);
});
