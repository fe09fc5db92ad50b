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

/** What `metric-learning/fine-tune` provides; tests put another module in its place. */
export type FineTune = typeof fineTune;

/** What is known of a face before its chips are cut. */
export type UncutFace = Omit<TrainingFace, 'chips'>;

/** What a training thread is started with. */
export interface TrainerSettings {
  task: Omit<FineTuning, 'faces'>;
  /** How the network is shown faces. */
  kind: EmbedderKind;
  /** Where the faces are, and what they are, in the same order. */
  photos: { photo: FacesOfPhoto; faces: UncutFace[] }[];
  /** URL of the module that trains. */
  module: string;
}

/** To the thread. `stop` asks for the best weights so far, `end` for nothing any more. */
export type ToTrainer = { pause: boolean } | { stop: true } | { end: true };

/** From the thread: how far it is, and at last one of `done` and `failed`. */
export type FromTrainer =
  /** Photos whose faces have been cut out, then views that have been made of them. */
  | { prepared: number; of: number }
  | { progress: FineTuningProgress }
  | { done: FineTuned }
  | { failed: WireError };
