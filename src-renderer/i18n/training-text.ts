import type { Estimate, ModelComparison, TrainingScope } from '../../src-main/contract/training.ts';
import { duration, number, tenths } from './format.ts';
import { t } from './messages.ts';

const hundredths = (share: number): string => number(Math.round(100 * share));

/** `12 points (5 to 18)`: a difference of two shares with its confidence interval, in hundredths. */
export const points = ({ value, low, high }: Estimate): string =>
  t('training.report.points', {
    n: Math.round(1000 * value) / 10,
    low: 100 * low,
    high: 100 * high,
  });

/** An estimate turned round: a loss of six points from a gain of minus six. */
export const negated = ({ value, low, high }: Estimate): Estimate => ({
  value: -value,
  low: -high,
  high: -low,
});

/** Recognised pairs of 100, before and after; in tenths where whole hundredths would be equal. */
export function mainFigure({ value: before }: Estimate, { value: after }: Estimate): string {
  const digits =
    hundredths(before) === hundredths(after) ? (share: number) => tenths(100 * share) : hundredths;
  const [old, now] = [digits(before), digits(after)];
  return old === now
    ? t('training.report.lead.same', { now })
    : t('training.report.lead.changed', { now, before: old });
}

/** Result on the user's people in a sentence. */
export function leadOf({ base, candidate, gain }: ModelComparison): string {
  const [before, after] = [base.valAt1000, candidate.valAt1000];
  if (!before || !after) return t('training.report.noLead');
  const isEven = gain !== null && gain.low <= 0 && gain.high >= 0;
  return isEven ? evenFigure(before, after) : mainFigure(before, after);
}

const evenFigure = ({ value: before }: Estimate, { value: after }: Estimate): string =>
  t('training.report.evenLead', { now: Math.round(100 * after), before: Math.round(100 * before) });

export const runFacts = (scope: TrainingScope, people: number, faces: number, seconds: number): string =>
  [
    t(`training.scopes.names.${scope}`),
    t('counts.people', { n: people }),
    t('counts.faces', { n: faces }),
    duration(seconds),
  ].join(' · ');

/** Faces that got the names of their albums. @param known faces that had them already */
export function takenText(n: number, known: number): string {
  if (known === 0) return t('training.albums.took', { n });
  return n === 0 ? t('training.albums.allKnown', { n: known }) : t('training.albums.tookKnown', { n, known });
}
