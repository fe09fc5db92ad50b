import type { Subspace } from '../common/principal-subspace.ts';
import type { WireError } from '../contract/errors.ts';
import type { DeviceRequest } from '../contract/models.ts';
import type { Device } from '../nn/onnxruntime.ts';
import type { Embedder } from './embedder.ts';
import type { FacesOfPhoto } from './stored-faces.ts';

/** What the embedding thread is started with. */
export interface EmbeddingSettings {
  embedder: Embedder;
  device: DeviceRequest;
}

export type EmbeddingTask =
  | { embed: FacesOfPhoto }
  /** Vectors one after another, each `width` long. */
  | { fit: { vectors: Float32Array; width: number; dimension: number; seed: number } };

export type ToEmbeddingThread = { id: number } & EmbeddingTask;

export type FromEmbeddingThread =
  | { ready: Device }
  | { refused: WireError }
  | { id: number; vectors: Float32Array[] }
  | { id: number; subspace: Subspace }
  | { id: number; error: WireError };
