import { Command } from 'commander';
import { libraryLayout } from '../../library/layout.ts';
import { lookIntoLibrary } from '../../library/read-only.ts';
import { describeModels, type ModelSummary } from '../../services/models/models.ts';
import { jsonOption, libraryOption, printJson } from '../options.ts';
import { count } from '../words.ts';

export function listCommand(): Command {
  return new Command('list')
    .description('list the models of a library, and which of them it goes by')
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  familiar model list
  familiar model list --library ~/faces --json | jq '.models[] | select(.active) | .id'`,
    )
    .action(runList);
}

async function runList(options: { library: string; json?: boolean }): Promise<void> {
  const { db } = lookIntoLibrary(options.library);
  try {
    const models = await describeModels(db, libraryLayout(options.library).root);
    if (options.json) printJson({ models });
    else process.stdout.write(`${models.map(describe).join('\n')}\n`);
  } finally {
    db.close();
  }
}

function describe({ id, kind, source, width, projection, active, next, faces, of, problem }: ModelSummary) {
  const state = active ? 'in use' : next ? 'on its way into use' : faces === of ? 'ready' : 'incomplete';
  const facts = [kind, source, width && `${width} numbers a face${projection ? ', projected to 128' : ''}`];
  const lines = [`${active ? '*' : ' '} ${id}: ${state}, ${faces} of ${count(of, 'face')}`];
  if (problem) lines.push(`    ${problem.message} (${problem.code})`);
  else lines.push(`    ${facts.filter(Boolean).join(', ')}`);
  return lines.join('\n');
}
