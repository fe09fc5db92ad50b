import { Command } from 'commander';
import { evaluateIdentification } from '../../../metrics/identification.ts';
import { recognisePeople } from '../../recognition/labelled-photos.ts';
import { identificationReport } from '../../report/identification-report.ts';
import { deviceOption, jsonOption, numberBetween, printJson } from '../../../cli/options.ts';
import { count, duration } from '../../../cli/words.ts';
import {
  cacheOption,
  type EvaluationOptions,
  measure,
  percent,
  reportOption,
  warnOfFailures,
  writePage,
} from './shared.ts';

interface IdentificationOptions extends EvaluationOptions {
  images: string;
  seed: number;
}

export function identificationCommand(): Command {
  return new Command('identification')
    .description(
      'tell how often the nearest face is of the same person, and how often a stranger passes for one',
    )
    .requiredOption('--images <dir>', 'directory with a folder of photos for each person')
    .option('--seed <n>', 'draws the half of the people who are known', numberBetween(0, 2 ** 31, 'whole'), 1)
    .addOption(cacheOption())
    .addOption(deviceOption())
    .addOption(reportOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
In each photo the face nearest the centre counts; photos without a face are left out.

Examples:
  familiar evaluate identification --images lfw
  familiar evaluate identification --images lfw --seed 7 --json | jq .openSet.dir`,
    )
    .action(runIdentification);
}

async function runIdentification(options: IdentificationOptions): Promise<void> {
  const { photos, figures, seconds } = await measure(options, async (source) => {
    const photos = await recognisePeople(options.images, source);
    return { photos, figures: evaluateIdentification(photos, options.seed) };
  });
  warnOfFailures(photos.failed);
  await writePage(options, seconds, (context) => identificationReport(photos, figures, context));
  const { missed } = photos;
  const { faces, people, probes, rank1, rank5, openSet } = figures;
  if (options.json) return printJson({ faces, people, probes, rank1, rank5, openSet, missed, seconds });
  const lines = [
    `${count(faces, 'face')} of ${count(people, 'person', 'people')}, ${count(missed.length, 'photo')} without a face (${duration(seconds)})`,
    `Rank 1    ${percent(rank1)} of ${count(probes, 'face')} whose person has another`,
    `Rank 5    ${percent(rank5)}`,
    `Open set  ${percent(openSet.dir)} of ${openSet.mated} found and named at FPIR ${percent(openSet.fpir)} (nearer than ${openSet.distance.toFixed(3)})`,
    `          ${openSet.known} people known, ${openSet.nonMated} faces of ${openSet.unknown} unknown, seed ${openSet.seed}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
