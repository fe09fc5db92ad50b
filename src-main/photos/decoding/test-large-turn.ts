import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { inLargeTurn } from './large-turn.ts';

/** A thread for tests: takes the turn of large photos, says so, and gives it back when it is told to. */
await inLargeTurn(async () => {
  parentPort!.postMessage('taken');
  await once(parentPort!, 'message');
});
process.exit();
