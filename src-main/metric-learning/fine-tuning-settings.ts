import type { TrainingScope } from '../contract/training.ts';
import type { EngineName } from './engine.ts';
import type { BatchShape } from './mining/sampler.ts';
import type { NegativeChoice } from './mining/negatives.ts';

/** Hyper-parameters of a run, chosen by the experiments in lab/experiments/fine-tuning.md. */
export interface FineTuningSettings {
  batch: BatchShape;
  negatives: NegativeChoice;
  engine: EngineName | 'auto';
  /** Highest learning rate of Adam. */
  rate: number;
  weightDecay: number;
  /** The margin as a part of the base model's squared distance at a false-accept rate of 1 in 1,000, see margin.ts. */
  marginPart: number;
  /** Weight of distillation for plain views of the library's nameless faces; see distillation.ts. */
  holdPlain: number;
  /**
   * Weight of distillation for their degraded views. It has to be small: what a degraded view does not show is best guessed by the mean
   * of all faces, so that a strong hold draws bad photos of everybody together.
   */
  holdWorn: number;
  /** Weight of distillation for labelled faces, where the library has too few nameless ones. */
  holdLabelled: number;
  /**
   * Interpolation from the base model's weights (0) to those that training ended with (1). Most of what was learnt is
   * there before the end of the way, and less of what was known is lost (Wortsman et al. 2022, "Robust fine-tuning of
   * zero-shot models").
   */
  blend: number;
  /** Default length of a run in minutes, without the making of views. */
  minutes: number;
  /** Views of all faces together: bounds the memory of their maps, and the time that they take to make. */
  mostViews: number;
  /** Steps from one validation to the next, and validations without gain until the end. */
  validateEvery: number;
  patience: number;
}

const shared = {
  negatives: 'semi-hard-random',
  engine: 'auto',
  batch: { people: 16, faces: 6, negatives: 48, namelessViews: 2 },
  weightDecay: 0,
  marginPart: 0.36,
  holdPlain: 15,
  holdWorn: 1,
  holdLabelled: 2,
  blend: 0.7,
  validateEvery: 10,
  patience: 12,
} as const;

export const fineTuningSettings: Record<TrainingScope, FineTuningSettings> = {
  head: { ...shared, rate: 1e-3, minutes: 0.5, mostViews: 8000 },
  block: { ...shared, rate: 2e-4, minutes: 7.5, mostViews: 12_000 },
  full: { ...shared, rate: 2e-4, minutes: 30, mostViews: 5000 },
};
