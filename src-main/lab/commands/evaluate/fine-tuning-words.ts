import type { Estimate, ModelScores, TrainingScope } from '../../../contract/training.ts';
import { count, duration } from '../../../cli/words.ts';
import type { AlbumStyle, FineTuningFigures, SetComparison } from '../../protocols/fine-tuning.ts';
import { percent } from './shared.ts';

const rows: [keyof ModelScores, string][] = [
  ['valAt100', 'VAL at FAR 1e-2'],
  ['valAt1000', 'VAL at FAR 1e-3'],
  ['rank1', 'rank 1'],
  ['openSet', 'DIR at FPIR 1 %'],
  ['groupsF', 'B-cubed F'],
];

const reasonWords = {
  'better-on-labelled': 'better on held-out photos beyond noise',
  'no-gain-beyond-noise': 'no better on held-out photos than noise would be',
  'worse-on-labelled': 'worse on held-out photos',
  'labelled-worse-beside': 'better on held-out photos, but another figure of them is worse',
  'strangers-kept-apart': 'strangers are kept apart as well as before',
  'worse-on-strangers': 'strangers are kept apart less well',
  'strangers-worse-beside': 'another figure of strangers is worse beyond its interval',
  'too-few-held-out': 'too few held-out photos to tell',
  'strangers-unknown': 'too few strangers to tell',
} as const;

/** Formats the figures for people. */
export function describeFineTuning({
  style,
  scope,
  people,
  faces,
  steps,
  trainingSeconds,
  seconds,
  ...figures
}: FineTuningFigures & { style: AlbumStyle; scope: TrainingScope; seconds: number }): string {
  const { heldOut, strangers, cleanStrangers, missesCut, missesCutByPerson, verdict } = figures;
  const learned = `${count(faces.train, 'face')} of ${count(people, 'person', 'people')}`;
  return [
    `${scope}, ${style}: ${learned}, ${count(steps, 'step')} in ${duration(trainingSeconds)} (${duration(seconds)} in all)`,
    ...table('Held-out photos of the labelled people', heldOut),
    ...(missesCut === null || missesCutByPerson === null
      ? []
      : [
          `  misses cut by ${percent(missesCut)}, by ${percent(missesCutByPerson)} where people weigh the same`,
        ]),
    ...table('Strangers', strangers),
    ...(cleanStrangers ? table('Strangers as they are', cleanStrangers) : []),
    `The rule ${verdict.promote ? 'takes' : 'does not take'} the candidate: ${verdict.reasons
      .map((reason) => reasonWords[reason])
      .join('; ')}`,
    '',
  ].join('\n');
}

function table(
  title: string,
  { faces, people, missed, base, candidate, gain, plainVal }: SetComparison,
): string[] {
  const plainly = (val: number | null) => (val === null ? 'too few to tell' : percent(val));
  return [
    `${title}: ${count(faces, 'face')} of ${count(people, 'person', 'people')}, ${missed} without a face`,
    `  ${''.padEnd(18)}${'base'.padEnd(24)}candidate`,
    ...rows.map(
      ([key, name]) => `  ${name.padEnd(18)}${words(base[key]).padEnd(24)}${words(candidate[key])}`,
    ),
    `  ${'all pairs alike'.padEnd(18)}${plainly(plainVal.base).padEnd(24)}${plainly(plainVal.candidate)}`,
    ...(gain ? [`  ${'gain at 1e-3'.padEnd(18)}${words(gain)}`] : []),
  ];
}

const words = (estimate: Estimate | null): string =>
  estimate
    ? `${percent(estimate.value)} (${(100 * estimate.low).toFixed(1)} to ${(100 * estimate.high).toFixed(1)})`
    : 'too few to tell';
