import type { WireError } from '../contract/errors.ts';
import type { DeviceRequest } from '../contract/models.ts';
import type { Device } from '../nn/onnxruntime.ts';
import type { Embedder } from './embedder.ts';

/** What a thread that runs networks is started with. */
export interface ThreadSettings {
  device: DeviceRequest;
  embedder: Embedder;
}

/** To the thread: tasks, and at last that it is to end. */
export type ToThread<Task> = { id: number; task: Task } | { end: true };

/**
 * From the thread: first that it is ready or not, then an answer or an error for each task, and meanwhile whether it
 * waits for its turn to decode a large photo.
 */
export type FromThread<Answer> =
  | { ready: Device }
  | { refused: WireError }
  | { waiting: boolean }
  | { id: number; answer: Answer }
  | { id: number; error: WireError };
