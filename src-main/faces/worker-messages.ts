import type { WireError } from '../contract/errors.ts';
import type { DeviceName, DeviceRequest } from '../contract/models.ts';
import type { Embedder } from './embedder.ts';
import type { RecognisedPhoto } from './recognised.ts';

/** What a recognition thread is started with. */
export interface WorkerSettings {
  device: DeviceRequest;
  embedder: Embedder;
}

export type ToWorker = { id: number; path: string };

export type FromWorker =
  | { ready: { name: DeviceName; reason: string } }
  | { refused: WireError }
  | { id: number; photo: RecognisedPhoto }
  | { id: number; error: WireError };
