import { Command } from 'commander';
import { basename, dirname } from 'node:path';
import { uint32At } from '../../../common/typed-arrays.ts';
import { compareKinds, readNames } from '../../protocols/kinds.ts';
import { recognisePeople } from '../../recognition/labelled-photos.ts';
import { bestEmbedder } from '../../../faces/embed/embedder.ts';
import { builtInDistance, builtInMeasureOf } from '../../../services/model-session/active-model.ts';
import { defaultGrouping } from '../../../services/model-session/grouping.ts';
import { deviceOption, jsonOption, numberBetween, printJson } from '../../../cli/options.ts';
import { count } from '../../../cli/words.ts';
import { cacheOption, type EvaluationOptions, measure, percent, warnOfFailures } from './shared.ts';

type KindsOptions = EvaluationOptions & { images: string; names: string; seed: number };

export function kindsCommand(): Command {
  return new Command('kinds')
    .description('tell how well some people are grouped, beside others who have as many photos')
    .requiredOption('--images <dir>', 'directory with a folder of photos for each person')
    .requiredOption('--names <file>', 'the folders of these people, one a line')
    .option('--seed <n>', 'draws the others', numberBetween(0, 2 ** 31, 'whole'), 1)
    .addOption(cacheOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Each are a library of their own, at the distance at which the app would start with it; the others are the mean of
ten draws.

Example:
  familiar evaluate kinds --images lfw --names src-main/lab/datasets/east-asian-names.txt`,
    )
    .action(runKinds);
}

async function runKinds(options: KindsOptions): Promise<void> {
  const named = await readNames(options.names);
  const { id } = bestEmbedder();
  const grouping = {
    modelId: id,
    measure: builtInMeasureOf(id),
    usual: builtInDistance(id, defaultGrouping.distance),
  };
  const { report, failed } = await measure(options, async (source) => {
    const photos = await recognisePeople(options.images, source);
    const names: string[] = [];
    photos.places.forEach(
      ({ path }, face) => (names[uint32At(photos.people, face)] = basename(dirname(path))),
    );
    return { report: compareKinds(photos, names, named, grouping, options.seed), failed: photos.failed };
  });
  warnOfFailures(failed);
  if (options.json) return printJson(report);
  const told = ({ distance, bcubed: { f, precision, recall } }: typeof report.named) =>
    `B-cubed F ${f.toFixed(4)} (precision ${percent(precision)}, recall ${percent(recall)}) at ${distance.toFixed(2)}`;
  process.stdout.write(
    `${count(report.faces, 'face')} of ${count(report.people, 'person', 'people')}: ${told(report.named)}\n` +
      `others, as many photos each: ${told(report.others)}\n`,
  );
}
