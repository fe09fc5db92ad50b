import { Command, Option } from 'commander';
import { trainingScope } from '../contract/training.ts';
import { deviceOption, jsonOption, libraryOption, numberBetween } from './options.ts';
import { printRuns } from './train/history.ts';
import type { TrainOptions } from './train/options.ts';
import { printPlan } from './train/plan.ts';
import { runTraining } from './train/training.ts';

export function trainCommand(): Command {
  return new Command('train')
    .description('teach the face network the people whom you have named; it is used only where it is better')
    .addOption(libraryOption())
    .option(
      '--albums <dir>',
      'first import the folders in this one, and name the main face of each photo after them',
    )
    .addOption(
      new Option(
        '--scope <scope>',
        'what learns: the last layer, the last residual units, or all of the network',
      )
        .choices(trainingScope.options)
        .default('block'),
    )
    .addOption(
      new Option('--epochs <n>', 'how often it sees every face, at most')
        .argParser(numberBetween(1, 100_000, 'whole'))
        .conflicts('minutes'),
    )
    .option('--minutes <m>', 'how long it trains, at most', numberBetween(0.1, 10_000))
    .option(
      '--seed <s>',
      'the same seed and the same labels give the same run',
      numberBetween(0, 2 ** 31 - 1, 'whole'),
    )
    .addOption(deviceOption())
    .option('--no-promote', 'leave the model in use as it is, however good the new one')
    .addOption(new Option('--plan', 'only say what would be used').conflicts('history'))
    .option('--history', 'only list the runs so far')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
It takes two people with four photos each; a dozen photos each of the people whom Familiar mixes up are worth most.
Some photos of each person are held out, and so are people whom it never sees. On these the new network is compared
with the one in use. It takes over where it is better on yours beyond chance and not worse on strangers; otherwise it
is kept, and familiar model activate takes it all the same. Familiar model rollback goes back.
Never used: hidden people, faces dismissed, photos that are gone.
Ctrl-C ends training; the best so far is still compared, but not put to use.

Examples:
  familiar train --albums ~/albums
  familiar train --scope head --minutes 2 --no-promote
  familiar train --plan
  familiar train --history`,
    )
    .action((options: TrainOptions) => {
      if (options.history) return printRuns(options);
      return options.plan ? printPlan(options) : runTraining(options);
    });
}
