import type { ModelComparison, ModelScores, PromotionReason } from '../contract/training.ts';

/** Greatest permitted fall of VAL at FAR 1e-3 on strangers, as a part of 1: half a point. */
export const strangerTolerance = 0.005;

export interface Verdict {
  promote: boolean;
  /** Two reasons: the one for the labelled people, then the one for strangers. */
  reasons: PromotionReason[];
}

/** Figures that must not fall, beside VAL at FAR 1e-3. */
const beside = ['valAt100', 'rank1', 'openSet', 'groupsF'] as const satisfies (keyof ModelScores)[];

/**
 * The rule of promotion. A candidate takes the place of its base model where all hold:
 * - On held-out photos of the labelled people it is better beyond noise: the 95 % interval of its paired gain in VAL at
 *   FAR 1e-3 lies above 0.
 * - On people whom training never saw, its VAL at FAR 1e-3 is at most {@link strangerTolerance} below that of the base.
 * - On neither does any other figure fall below the base's 95 % interval of it.
 *
 * A condition that cannot be tested for lack of faces does not hold: a model that learned a few people well may have
 * unlearned all others.
 */
export function judgePromotion(labelled: ModelComparison, strangers: ModelComparison): Verdict {
  const reasons = [onLabelled(labelled), onStrangers(strangers)];
  const promote = reasons[0] === 'better-on-labelled' && reasons[1] === 'strangers-kept-apart';
  return { promote, reasons };
}

function onLabelled(labelled: ModelComparison): PromotionReason {
  const { gain } = labelled;
  if (gain === null) return 'too-few-held-out';
  if (gain.low > 0) return isWorseBeside(labelled) ? 'labelled-worse-beside' : 'better-on-labelled';
  return gain.high < 0 ? 'worse-on-labelled' : 'no-gain-beyond-noise';
}

function onStrangers(strangers: ModelComparison): PromotionReason {
  const { gain } = strangers;
  if (gain === null) return 'strangers-unknown';
  if (gain.value < -strangerTolerance) return 'worse-on-strangers';
  return isWorseBeside(strangers) ? 'strangers-worse-beside' : 'strangers-kept-apart';
}

/** Tells whether a figure other than VAL at FAR 1e-3 fell below the base's interval. */
const isWorseBeside = ({ base, candidate }: ModelComparison): boolean =>
  beside.some((figure) => {
    const [before, after] = [base[figure], candidate[figure]];
    return before !== null && after !== null && after.value < before.low;
  });
