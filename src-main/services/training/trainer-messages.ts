import type { WireError } from '../../contract/errors.ts';
import type { FacesOfPhoto } from '../../faces/stored-faces.ts';
import type {
  fineTune,
  FineTuned,
  FineTuning,
  FineTuningProgress,
  TrainingFace,
} from '../../metric-learning/fine-tune.ts';
import type { EmbedderKind } from '../../nn/own-models.ts';

/** Interface of `metric-learning/fine-tune`. Tests replace the module. */
export type FineTune = typeof fineTune;

/** Facts about a face before its chips are cut. */
export type UncutFace = Omit<TrainingFace, 'chips'>;

/** Settings with which a training thread is started. */
export interface TrainerSettings {
  task: Omit<FineTuning, 'faces'>;
  /** Alignment of the faces. */
  kind: EmbedderKind;
  /** Locations and identities of the faces, in the same order. */
  photos: { photo: FacesOfPhoto; faces: UncutFace[] }[];
  /** URL of the module that trains. */
  module: string;
}

/** Start data of a training thread. */
export interface TrainerData extends TrainerSettings {
  /** Count of its calls of ONNX Runtime [Note: Ending a thread]. */
  calls: SharedArrayBuffer;
}

/** Messages to the thread. `stop` asks for the best weights so far, `end` for none. */
export type ToTrainer = { pause: boolean } | { stop: true } | { end: true };

/** Messages from the thread: progress, then one of `done` and `failed`. */
export type FromTrainer =
  /** Number of photos whose faces are cut, then number of views made. */
  | { prepared: number; of: number }
  | { progress: FineTuningProgress }
  | { done: FineTuned }
  | { failed: WireError };
