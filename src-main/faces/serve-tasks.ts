import { parentPort, workerData } from 'node:worker_threads';
import { toWireError } from '../contract/errors.ts';
import type { Device } from '../nn/onnxruntime.ts';
import type { FromThread, ThreadSettings, ToThread } from './task-messages.ts';

/** A thread that has loaded what it needs. */
export interface TaskServer<Task, Answer> {
  device: Device;
  /** May be called for several tasks at once. */
  perform(task: Task): Promise<Answer>;
}

/**
 * What a thread does all its life: it begins, says so or why it cannot, and performs the tasks that it is given.
 * The other end is a TaskThread.
 */
export async function serveTasks<Task, Answer>(
  begin: (settings: ThreadSettings) => Promise<TaskServer<Task, Answer>>,
): Promise<void> {
  const port = parentPort!;
  const send = (message: FromThread<Answer>) => port.postMessage(message);
  try {
    const { device, perform } = await begin(workerData as ThreadSettings);
    port.on('message', ({ id, task }: ToThread<Task>) => {
      perform(task).then(
        (answer) => send({ id, answer }),
        (error: unknown) => send({ id, error: toWireError(error) }),
      );
    });
    send({ ready: { name: device.name, reason: device.reason } });
  } catch (error) {
    send({ refused: toWireError(error) });
  }
}
