import { Command } from 'commander';
import { openLibrary } from '../../library/open.ts';
import { jsonOption, libraryOption, printJson } from '../options.ts';

export function removeCommand(): Command {
  return new Command('remove')
    .description('forget a model with its vectors; not the one in use, nor the one that came with Familiar')
    .argument('<id>', 'as familiar model list shows it')
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  familiar model remove arcface')
    .action(runRemove);
}

async function runRemove(id: string, options: { library: string; json?: boolean }): Promise<void> {
  const library = await openLibrary(options.library);
  try {
    await library.models.remove(id);
    if (options.json) printJson({ removed: id });
    else process.stdout.write(`${id} is removed.\n`);
  } finally {
    await library.close();
  }
}
