import { parentPort, workerData } from 'node:worker_threads';
import { required } from '../../common/elements.ts';
import { toWireError } from '../../contract/errors.ts';
import type { Device } from '../../nn/onnxruntime.ts';
import { hearOfWaiting } from '../../photos/decoding/large-turn.ts';
import { countCallsIn } from '../../nn/native-calls.ts';
import type { FromThread, ThreadData, ThreadSettings, ToThread } from './task-messages.ts';

/** A thread with its networks loaded. */
export interface TaskServer<Task, Answer> {
  device: Device;
  /** May be called for several tasks at once. */
  perform(task: Task): Promise<Answer>;
}

/**
 * Main loop of a task thread: loads the networks, reports success or the reason of failure, and performs
 * tasks until it is told to end. The counterpart is `TaskThread`.
 */
export async function serveTasks<Task, Answer>(
  begin: (settings: ThreadSettings) => Promise<TaskServer<Task, Answer>>,
): Promise<void> {
  const { calls, ...settings } = workerData as ThreadData;
  countCallsIn(calls);
  const port = required(parentPort);
  const send = (message: FromThread<Answer>) => port.postMessage(message);
  let server: TaskServer<Task, Answer> | null = null;
  hearOfWaiting((waiting) => send({ waiting }));
  // Messages are received between two runs of networks, never inside one [Note: Ending a thread].
  const receive = async (message: ToThread<Task>): Promise<void> => {
    if ('end' in message) process.exit();
    const { id, task } = message;
    try {
      send({ id, answer: await required(server).perform(task) });
    } catch (error) {
      send({ id, error: toWireError(error) });
    }
  };
  port.on('message', (message: ToThread<Task>) => void receive(message));
  try {
    server = await begin(settings);
    send({ ready: { name: server.device.name, reason: server.device.reason } });
  } catch (error) {
    send({ refused: toWireError(error) });
  }
}
