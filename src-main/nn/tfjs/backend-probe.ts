import { tryBackend } from './backend.ts';
import { compareSpeed } from './backend-speed.ts';
import type { TrialOrder } from './backend-trial.ts';

/** Entry of the probing process: waits for its order, tries the backend, reports why it is unfit, or null. */
const probe = async ({ name, againstCpu }: TrialOrder): Promise<void> => {
  const flaw = (await tryBackend(name)) ?? (againstCpu ? await compareSpeed(name) : null);
  process.send?.(flaw);
};
process.once('message', (order: TrialOrder) => void probe(order));
