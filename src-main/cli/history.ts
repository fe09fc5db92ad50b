import { Command } from 'commander';
import type { EditEntry } from '../contract/edits.ts';
import { readHistory } from '../edits/edit-log.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { type EditOptions, withLibrary } from './edits/edit-library.ts';
import { describeEdit } from './edits/edit-words.ts';
import { jsonOption, libraryOption, numberBetween, printJson } from './options.ts';

export function historyCommand(): Command {
  return new Command('history')
    .description('list what was done to people and faces, newest first')
    .addOption(libraryOption())
    .option('--limit <n>', 'how many at most', numberBetween(1, 1000, 'whole'), 50)
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  familiar history\n  familiar history --limit 5 --json')
    .action(runHistory);
}

function runHistory(options: { library: string; limit: number; json?: boolean }): void {
  const { db } = lookIntoLibrary(options.library);
  try {
    const history = readHistory(db, options.limit);
    if (options.json) printJson(history);
    else process.stdout.write(history.edits.map(line).join('') || 'Nothing was done yet.\n');
  } finally {
    db.close();
  }
}

const line = ({ at, summary, undone }: EditEntry): string =>
  `${at.slice(0, 16).replace('T', ' ')}  ${describeEdit(summary)}${undone ? ' (undone)' : ''}\n`;

export const undoCommand = () =>
  turning('undo', 'take the last edit of people and faces back', 'Undone', 'There is nothing to undo.');

export const redoCommand = () =>
  turning('redo', 'make the edit again that was undone last', 'Done again', 'There is nothing to redo.');

function turning(name: 'undo' | 'redo', description: string, done: string, nothing: string): Command {
  return new Command(name)
    .description(description)
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText('after', `\nExamples:\n  familiar ${name}\n  familiar ${name} --library ~/faces --json`)
    .action(async (options: EditOptions) => {
      const { edit } = await withLibrary(options, async ({ handlers, call }) =>
        handlers[`edits.${name}`]({}, call),
      );
      if (options.json) printJson({ edit });
      else process.stdout.write(edit ? `${done}: ${describeEdit(edit.summary)}.\n` : `${nothing}\n`);
    });
}
