import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { siblingModule } from '../common/module-url.ts';
import { FamiliarError } from '../contract/errors.ts';

/** Commands of the laboratory (`src-main/lab`), a folder that packages leave out. */
export const labDescriptions = {
  evaluate: 'measure recognition on photos whose people are known',
  bench: 'measure how fast an import is here, and what each of its stages takes',
} as const;

const names = Object.keys(labDescriptions) as (keyof typeof labDescriptions)[];

/**
 * The laboratory's commands. Their modules load only if the command line names one of them, as a command or as the
 * subject of `help`. Otherwise, and in packages, placeholders with the same names and descriptions stand in for them.
 * @param args arguments of the command line
 * @param entry module of the laboratory
 */
export async function labCommands(
  args: readonly string[],
  entry: URL = siblingModule(import.meta.url, '../lab/commands/index'),
): Promise<Command[]> {
  const isNamed = args.slice(0, 2).some((arg) => arg in labDescriptions);
  if (!isNamed || !existsSync(entry)) return names.map(standIn);
  const { evaluateCommand, benchCommand } = await import('../lab/commands/index.ts');
  return [evaluateCommand(), benchCommand()];
}

/** A placeholder that accepts any arguments and fails. */
const standIn = (name: keyof typeof labDescriptions): Command =>
  new Command(name)
    .description(labDescriptions[name])
    .argument('[arguments...]')
    .allowUnknownOption()
    .action(() => {
      throw new FamiliarError(
        'not-found',
        `packages of Familiar do not hold \`familiar ${name}\`; a clone of its repository does`,
      );
    });
