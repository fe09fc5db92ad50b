import { Command } from 'commander';
import { verifyPhotos } from '../../evaluation/verify-photos.ts';
import { deviceOption, jsonOption, numberBetween, printJson } from '../options.ts';
import { count, duration } from '../words.ts';
import { cacheOption, type EvaluationOptions, measure, percent, warnOfFailures } from './shared.ts';

interface VerificationOptions extends EvaluationOptions {
  images: string;
  pairs: string;
  pairsLimit?: number;
  folds?: number;
}

export function verificationCommand(): Command {
  return new Command('verification')
    .description('tell whether two photos show one person: the protocol of Labeled Faces in the Wild')
    .requiredOption('--images <dir>', 'directory of person folders with <Person>_<4 digits> photos')
    .requiredOption('--pairs <file>', 'pairs list in the format of pairs.txt')
    .option('--pairs-limit <n>', 'only the first n pairs', numberBetween(20, 1_000_000, 'whole'))
    .option('--folds <n>', 'only the first n folds', numberBetween(1, 1_000_000, 'whole'))
    .addOption(cacheOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
In each photo the face nearest the centre counts. The pairs of a fold are judged at the distance that is best
on the other folds; pairs of a single fold are dealt out to ten parts that serve as folds.

Examples:
  familiar evaluate verification --images lfw --pairs pairs.txt
  familiar evaluate verification --images lfw --pairs pairs.txt --folds 1 --json | jq .missed`,
    )
    .action(runVerification);
}

type Report = Awaited<ReturnType<typeof evaluate>>;

const evaluate = (options: VerificationOptions) =>
  measure(options, (source) => verifyPhotos({ ...options, ...source }));

async function runVerification(options: VerificationOptions): Promise<void> {
  const report = await evaluate(options);
  warnOfFailures(report.failed);
  if (!options.json) return void process.stdout.write(describe(report));
  const { pairs, photos, missed, accuracy, accuracyStd, accuracyFound } = report;
  const { threshold, auc, valAtFar, seconds } = report;
  printJson({
    pairs,
    photos,
    missed,
    accuracy,
    accuracyStd,
    accuracyFound,
    threshold,
    auc,
    valAtFar,
    seconds,
  });
}

function describe(report: Report): string {
  const { folds, missed } = report;
  const means = folds.dealt
    ? `one fold, dealt out to ${folds.count} parts that choose the distance for one another`
    : `${folds.count} folds`;
  const lines = [
    `${count(report.pairs, 'pair')} of ${count(report.photos, 'photo')} (${means}; ${duration(report.seconds)})`,
    `Accuracy    ${percent(report.accuracy)} ± ${percent(report.accuracyStd)} (standard deviation over folds)`,
    `            ${percent(report.accuracyFound)} of the pairs in which both faces were found`,
    `Distance    ${report.threshold.toFixed(3)}`,
    `AUC         ${report.auc.toFixed(5)}`,
    ...Object.entries(report.valAtFar).map(
      ([far, { val, distance }]) =>
        `VAL         ${percent(val)} at FAR ${far} (distance ${distance.toFixed(3)})`,
    ),
    `No face in  ${count(missed.length, 'photo')}`,
    ...missed.map((path) => `  ${path}`),
  ];
  return `${lines.join('\n')}\n`;
}
