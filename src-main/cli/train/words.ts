import type {
  Estimate,
  ModelScores,
  PromotionReason,
  TrainingPlan,
  TrainingReport,
} from '../../contract/training.ts';

export const refusalWords: Record<NonNullable<TrainingPlan['refusal']>, string> = {
  'too-few-people': 'Nothing can be learned yet: it takes two people with a name.',
  'too-few-faces':
    'Nothing can be learned yet: it takes two people with four faces each, in different photos.',
};

export const reasonWords: Record<PromotionReason, string> = {
  'better-on-labelled': 'on photos of your people that it had not seen, it is better beyond chance',
  'no-gain-beyond-noise': 'on photos of your people that it had not seen, it is not better beyond chance',
  'worse-on-labelled': 'on photos of your people that it had not seen, it is worse',
  'labelled-worse-beside':
    'on photos of your people that it had not seen, it is better in the main figure and worse in another',
  'strangers-kept-apart': 'it tells strangers apart as well as before',
  'worse-on-strangers': 'it tells strangers apart less well',
  'strangers-worse-beside': 'it groups or names strangers less well than before, by more than chance',
  'too-few-held-out': 'there are too few other photos of your people to say whether it is better',
  'strangers-unknown':
    'there are too few other people in the library to say whether it still tells strangers apart',
};

/** Describes the verdict of the promotion rule as a sentence. */
export function verdictWords({ verdict }: TrainingReport): string {
  const reasons = verdict.reasons.map((reason) => reasonWords[reason]).join('; ');
  return `${verdict.promote ? 'It is taken into use' : 'It is not taken into use'}: ${reasons}.`;
}

const figures: [keyof ModelScores, string][] = [
  ['valAt100', 'recognised, 1 in 100 strangers accepted'],
  ['valAt1000', 'recognised, 1 in 1,000 accepted'],
  ['rank1', 'nearest face is the right one'],
  ['openSet', 'found by name, 1 in 100 strangers named'],
  ['groupsF', 'groups as they should be (B-cubed F)'],
];

const percent = (value: number): string => (100 * value).toFixed(1);
const figure = (estimate: Estimate | null): string =>
  estimate === null
    ? 'too few to say'
    : `${percent(estimate.value)} (${percent(estimate.low)} to ${percent(estimate.high)})`;

/** Table of both models, in per cent with 95 % intervals. */
export function comparisonTable({ labelled, strangers }: TrainingReport): string {
  const lines: string[] = [];
  for (const [title, set] of [
    ['Your people, on photos held out', labelled],
    ['Strangers', strangers],
  ] as const) {
    lines.push(`${title} (${set.faces} faces of ${set.people}):`);
    for (const [key, words] of figures) {
      lines.push(
        `  ${words.padEnd(41)} ${figure(set.base[key]).padEnd(24)} -> ${figure(set.candidate[key])}`,
      );
    }
  }
  return lines.join('\n');
}
