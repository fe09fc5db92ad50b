import type { ModelComparison, PromotionReason } from '../contract/training.ts';

/** By so much VAL at FAR 1e-3 may fall on strangers, as a part of 1: half a point. */
export const strangerTolerance = 0.005;

export interface Verdict {
  promote: boolean;
  /** One of the labelled people, then one of strangers. */
  reasons: PromotionReason[];
}

/**
 * The rule of promotion. A candidate takes the place of its base model where both hold:
 * - On held-out photos of the labelled people it is better beyond noise: the 95 % interval of its paired gain in VAL at
 *   FAR 1e-3 lies above 0.
 * - On people whom training never saw, its VAL at FAR 1e-3 is at most {@link strangerTolerance} below that of the base.
 *
 * Where either cannot be told, for want of faces, it does not hold: a model that learned a few people well may have
 * unlearned all others.
 */
export function judgePromotion(labelled: ModelComparison, strangers: ModelComparison): Verdict {
  const reasons = [onLabelled(labelled), onStrangers(strangers)];
  const promote = reasons[0] === 'better-on-labelled' && reasons[1] === 'strangers-kept-apart';
  return { promote, reasons };
}

function onLabelled({ gain }: ModelComparison): PromotionReason {
  if (gain === null) return 'too-few-held-out';
  if (gain.low > 0) return 'better-on-labelled';
  return gain.high < 0 ? 'worse-on-labelled' : 'no-gain-beyond-noise';
}

function onStrangers({ gain }: ModelComparison): PromotionReason {
  if (gain === null) return 'strangers-unknown';
  return gain.value >= -strangerTolerance ? 'strangers-kept-apart' : 'worse-on-strangers';
}
