import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { inLargeTurn } from './large-turn.ts';

/** A thread for tests: takes the turn of large photos, reports it, and releases it on a message. */
await inLargeTurn(async () => {
  parentPort!.postMessage('taken');
  await once(parentPort!, 'message');
});
process.exit();
