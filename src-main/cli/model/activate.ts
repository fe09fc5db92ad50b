import { Command } from 'commander';
import { FamiliarError } from '../../contract/errors.ts';
import { deviceOption, jsonOption, libraryOption } from '../options.ts';
import { runSwitch, type SwitchCommandOptions } from './switching.ts';

export function activateCommand(): Command {
  return new Command('activate')
    .alias('use')
    .description('go by another model, or back to one; faces that it has not seen are looked at first')
    .argument('<id>', 'as familiar model list shows it')
    .addOption(libraryOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  familiar model activate dlib-resnet-128
  familiar model activate trained-3 --library ~/faces`,
    )
    .action((id: string, options: SwitchCommandOptions) => runSwitch(options, async () => id));
}

export function rollbackCommand(): Command {
  return new Command('rollback')
    .description('go back to the model that was in use before the present one')
    .addOption(libraryOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  familiar model rollback')
    .action((options: SwitchCommandOptions) => runSwitch(options, async (library) => library.models.before));
}

export function resumeCommand(): Command {
  return new Command('resume')
    .description('go on with a model that was on its way into use')
    .addOption(libraryOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  familiar model resume')
    .action((options: SwitchCommandOptions) =>
      runSwitch(options, async (library) => {
        const { next } = library.models.status;
        if (!next) throw new FamiliarError('not-found', 'no model is on its way into use');
        return next.id;
      }),
    );
}
