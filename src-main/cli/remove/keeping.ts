import { Argument, Command } from 'commander';
import type { Removal } from '../../contract/removals.ts';
import { type EditOptions, runEdit, withLibrary } from '../edits/edit-library.ts';
import { things } from '../edits/edit-words.ts';
import { jsonOption, libraryOption, numberBetween, printJson } from '../options.ts';
import { confirmed } from './confirmed.ts';
import { describePurged } from './removal-words.ts';
import { purgeOptions, type RemoveOptions } from './removing.ts';

const removalArgument = () =>
  new Argument('<n>', 'number, as familiar remove list shows it').argParser(
    numberBetween(1, Number.MAX_SAFE_INTEGER, 'whole'),
  );

/** Commands about removals that can still be undone. */
export const keepingCommands = (): Command[] => [list(), putBack(), purge()];

const list = () =>
  new Command('list')
    .description('list what was removed and can be put back, newest first')
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  familiar remove list')
    .action(async (options: EditOptions) => {
      const { removals } = await withLibrary(options, async ({ handlers, call }) =>
        handlers['removal.list']({}, call),
      );
      if (options.json) printJson({ removals });
      else process.stdout.write(removals.map(line).join('') || 'Nothing that was removed is kept.\n');
    });

const line = (removal: Removal): string =>
  `${removal.id}  ${things({ ...removal, of: removal.kind })}, ${removal.at.slice(0, 10)}, purged on ${removal.purgeAt.slice(0, 10)}\n`;

const putBack = () =>
  new Command('put-back')
    .description('put back what was removed')
    .addArgument(removalArgument())
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  familiar remove put-back 3')
    .action((id: number, options: EditOptions) =>
      runEdit(options, ({ handlers, call }) => handlers['removal.putBack']({ id }, call)),
    );

const purge = () =>
  purgeOptions(
    new Command('purge').description('delete for good what was removed, all of it without a number'),
  )
    .addArgument(removalArgument().argOptional())
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExamples:\n  familiar remove purge 3\n  familiar remove purge --yes --backups')
    .action(async (id: number | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<RemoveOptions>();
      if (!(options.yes || (await confirmed(command, 'Delete it for good?')))) {
        return void process.stdout.write('Nothing has changed.\n');
      }
      const { models, backups } = options;
      const purged = await withLibrary(options, async ({ handlers, call }) =>
        handlers['removal.purge']({ id, models, backups }, call),
      );
      if (options.json) printJson(purged);
      else process.stdout.write(describePurged(purged));
    });
