import { setImmediate as nextRound } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { elementAt, required } from '../../common/elements.ts';
import { toWireError } from '../../contract/errors.ts';
import { cutFor } from '../../faces/align/alignments.ts';
import { cutStoredFaces } from '../../faces/stored-faces.ts';
import type { FineTuned, FineTuningControl, TrainingFace } from '../../metric-learning/fine-tune.ts';
import { countCallsIn } from '../../nn/native-calls.ts';
import { lowerThreadPriority } from './low-priority.ts';
import type { FineTune, FromTrainer, ToTrainer, TrainerData } from './trainer-messages.ts';

/** Entry of the thread that trains: it cuts the faces out of their photos, and fine-tunes the network on them. */

const { task, kind, photos, module, calls } = workerData as TrainerData;
countCallsIn(calls);
const send = (message: FromTrainer) => required(parentPort).postMessage(message);
const stop = new AbortController();
let held = Promise.withResolvers<void>();
let isPaused = false;

required(parentPort).on('message', (message: ToTrainer) => {
  // Messages are handled between two network runs, never inside one [Note: Ending a thread].
  if ('end' in message) process.exit();
  if ('stop' in message) stop.abort();
  else isPaused = message.pause;
  if (!isPaused || stop.signal.aborted) {
    held.resolve();
    held = Promise.withResolvers();
  }
});

/** Messages are handled here, however seldom training awaits anything. */
async function gate(): Promise<void> {
  await nextRound();
  while (isPaused && !stop.signal.aborted) await held.promise;
}

/** Chips of all faces. A face that can be read neither from its photo nor from its chip is left out. */
async function cutFaces(): Promise<TrainingFace[]> {
  const faces: TrainingFace[] = [];
  for (const [i, { photo, faces: uncut }] of photos.entries()) {
    await gate();
    if (stop.signal.aborted) return faces;
    const chips = await cutStoredFaces(photo, cutFor[kind]).catch(() => null);
    if (chips) faces.push(...uncut.map((face, k) => ({ ...face, chips: elementAt(chips, k) })));
    send({ prepared: i + 1, of: photos.length });
  }
  return faces;
}

async function train(): Promise<FineTuned | null> {
  const { fineTune } = (await import(module)) as { fineTune: FineTune };
  const faces = await cutFaces();
  if (stop.signal.aborted) return null;
  const control: FineTuningControl = {
    signal: stop.signal,
    gate,
    prepared: (done, of) => send({ prepared: done, of }),
    progressed: (progress) => send({ progress }),
  };
  return fineTune({ ...task, faces }, control);
}

lowerThreadPriority();
try {
  const done = await train();
  send(done ? { done } : { failed: { code: 'cancelled', message: 'training was stopped' } });
} catch (error) {
  send({ failed: toWireError(error) });
}
