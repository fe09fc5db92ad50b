import { Command, Option } from 'commander';
import { trainingScope, type TrainingScope } from '../../../contract/training.ts';
import { type AlbumStyle, albumStyles, measureFineTuning } from '../../protocols/fine-tuning.ts';
import { dealFineTuningSets, type FineTuningDeal } from '../../datasets/fine-tuning-sets.ts';
import { listPersonFolders } from '../../../photos/person-folders.ts';
import { bestEmbedder } from '../../../faces/embed/embedder.ts';
import { builtInDistance, builtInMeasureOf } from '../../../services/model-session/active-model.ts';
import { defaultGrouping } from '../../../services/model-session/grouping.ts';
import { deviceOption, jsonOption, numberBetween, printJson } from '../../../cli/options.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import { describeFineTuning } from './fine-tuning-words.ts';
import { type EvaluationOptions, measure } from './shared.ts';

interface FineTuningOptions extends Omit<EvaluationOptions, 'cache' | 'report'>, FineTuningDeal {
  images: string;
  style: AlbumStyle;
  scope: TrainingScope;
  minutes?: number;
}

const whole = () => numberBetween(0, 1_000_000, 'whole');

export function fineTuningCommand(): Command {
  return new Command('fine-tuning')
    .description(
      'fine-tune on half of the photos of some people, and tell what it did for the other half and for strangers',
    )
    .requiredOption('--images <dir>', 'directory with a folder of photos for each person')
    .addOption(
      new Option('--style <style>', 'albums and what is tried as they are, or as old prints')
        .choices(albumStyles)
        .default('clean'),
    )
    .addOption(
      new Option('--scope <scope>', 'how much of the network learns')
        .choices(trainingScope.options)
        .default('block'),
    )
    .option('--minutes <m>', 'bound of training', numberBetween(0.1, 10_000))
    .option('--least <n>', 'photos that somebody has who is labelled', whole(), 14)
    .option('--people <n>', 'labelled people at most', whole(), 1000)
    .option('--photos <n>', 'photos of each labelled person at most', whole(), 1000)
    .option('--strangers <n>', 'people whom training never sees', whole(), 500)
    .option('--stranger-photos <n>', 'photos of each of them at most', whole(), 3)
    .option('--library <n>', 'photos of further people, without a name', whole(), 1000)
    .option('--seed <n>', 'draws sets, grain and training', whole(), 1)
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Half of the photos of everybody with enough of them are albums to learn from, the other half is held out; of the
others some are strangers, and some are in the library without a name. An old print is a photo whose face is
reduced to 28 pixels, blurred, grainy, sepia, and scanned at JPEG quality 15.

Examples:
  familiar evaluate fine-tuning --images lfw
  familiar evaluate fine-tuning --images lfw --style old-prints --scope block --json | jq .heldOut.gain`,
    )
    .action(runFineTuning);
}

async function runFineTuning(options: FineTuningOptions): Promise<void> {
  const sets = dealFineTuningSets(await listPersonFolders(options.images), options);
  const { id } = bestEmbedder();
  const distance = builtInDistance(id, defaultGrouping.distance);
  const grouping = { distance, measure: builtInMeasureOf(id) };
  const { seconds, ...figures } = await measure(options, (source) =>
    inTemporaryFolder((folder) => measureFineTuning(sets, folder, options, grouping, source)),
  );
  const { style, scope, seed, least } = options;
  const result = { style, scope, seed, least, ...figures, seconds };
  if (options.json) printJson(result);
  else process.stdout.write(describeFineTuning(result));
}
