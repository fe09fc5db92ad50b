import type { WireError } from '../../contract/errors.ts';
import type { DeviceRequest } from '../../contract/models.ts';
import type { Device } from '../../nn/onnxruntime.ts';
import type { Embedder } from '../embed/embedder.ts';

/** Settings with which a task thread is started. */
export interface ThreadSettings {
  device: DeviceRequest;
  embedder: Embedder;
}

/** Start data of a task thread. */
export interface ThreadData extends ThreadSettings {
  /** Count of its calls of ONNX Runtime [Note: Ending a thread]. */
  calls: SharedArrayBuffer;
}

/** Messages to the thread: tasks, and finally the request to end. */
export type ToThread<Task> = { id: number; task: Task } | { end: true };

/**
 * Messages from the thread: first success or refusal of the start, then an answer or an error per task.
 * `waiting` reports that it begins or stops waiting for its turn to decode a large photo.
 */
export type FromThread<Answer> =
  | { ready: Device }
  | { refused: WireError }
  | { waiting: boolean }
  | { id: number; answer: Answer }
  | { id: number; error: WireError };
