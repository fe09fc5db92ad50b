import { Command, Option } from 'commander';
import { faceApiPipeline } from '../../recognition/face-api-pipeline.ts';
import { verifyPhotos } from '../../protocols/verify-photos.ts';
import { photoReport } from '../../report/photo-report.ts';
import { deviceOption, jsonOption, numberBetween, printJson } from '../../../cli/options.ts';
import { count, duration } from '../../../cli/words.ts';
import {
  cacheOption,
  type EvaluationOptions,
  measure,
  writePage,
  reportOption,
  warnOfFailures,
} from './shared.ts';
import { foldWords, verificationJson, verificationLines } from './verification-words.ts';

interface VerificationOptions extends EvaluationOptions {
  images: string;
  pairs: string;
  pairsLimit?: number;
  folds?: number;
  with: keyof typeof pipelines;
}

const pipelines = { familiar: undefined, 'face-api': faceApiPipeline };

export function verificationCommand(): Command {
  return new Command('verification')
    .description('tell whether two photos show one person: the protocol of Labeled Faces in the Wild')
    .requiredOption('--images <dir>', 'directory of person folders with <Person>_<4 digits> photos')
    .requiredOption('--pairs <file>', 'pairs list in the format of pairs.txt')
    .option('--pairs-limit <n>', 'only the first n pairs', numberBetween(20, 1_000_000, 'whole'))
    .option('--folds <n>', 'only the first n folds', numberBetween(1, 1_000_000, 'whole'))
    .addOption(
      new Option('--with <pipeline>', 'whose pipeline; face-api is there in a development checkout alone')
        .choices(Object.keys(pipelines))
        .default('familiar'),
    )
    .addOption(cacheOption())
    .addOption(deviceOption())
    .addOption(reportOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
In each photo the face nearest the centre counts. The pairs of a fold are judged at the distance that is best
on the other folds; pairs of a single fold are dealt out to ten parts that serve as folds.

Examples:
  familiar evaluate verification --images lfw --pairs pairs.txt
  familiar evaluate verification --images lfw --pairs pairs.txt --folds 1 --json | jq .missed
  familiar evaluate verification --images lfw --pairs pairs.txt --report verification.html
  familiar evaluate verification --images lfw --pairs pairs.txt --with face-api`,
    )
    .action(runVerification);
}

type Report = Awaited<ReturnType<typeof evaluate>>;

const evaluate = (options: VerificationOptions) =>
  measure(options, (source) => verifyPhotos({ ...options, ...source, pipeline: pipelines[options.with] }));

async function runVerification(options: VerificationOptions): Promise<void> {
  const report = await evaluate(options);
  warnOfFailures(report.failed);
  await writePage(options, report.seconds, (context) =>
    photoReport(report, { ...context, other: options.with === 'familiar' ? undefined : options.with }),
  );
  if (!options.json) return void process.stdout.write(describe(report));
  const { pairs, photos, missed, seconds } = report;
  printJson({ pairs, photos, missed, ...verificationJson(report), seconds });
}

function describe(report: Report): string {
  const lines = [
    `${count(report.pairs, 'pair')} of ${count(report.photos, 'photo')} (${foldWords(report.folds)}; ${duration(report.seconds)})`,
    ...verificationLines(report),
    `No face in  ${count(report.missed.length, 'photo')}`,
    ...report.missed.map((path) => `  ${path}`),
  ];
  return `${lines.join('\n')}\n`;
}
