import { Command } from 'commander';
import type { Purged, Removal, RemovalPlan, RemovalTarget } from '../../contract/removals.ts';
import { type EditContext, type EditOptions, withLibrary } from '../edits/edit-library.ts';
import { things } from '../edits/edit-words.ts';
import { jsonOption, libraryOption, printJson } from '../options.ts';
import { confirmed } from './confirmed.ts';
import { describePlan, describePurged } from './removal-words.ts';

export interface RemoveOptions extends EditOptions {
  dryRun?: boolean;
  yes?: boolean;
  purge?: boolean;
  models?: boolean;
  backups?: boolean;
}

/** A command that removes photos, folders or people. */
export function removing(name: string, description: string, examples: string[]): Command {
  return purgeOptions(new Command(name).description(description))
    .option('--dry-run', 'only say what would go')
    .option('--yes', 'do not ask')
    .option('--purge', 'delete it for good at once')
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  familiar ${line}`).join('\n')}`);
}

export const purgeOptions = (command: Command): Command =>
  command
    .addOption(libraryOption())
    .option('--models', 'when purging, also delete models that were trained on it; never the one in use')
    .option('--backups', 'when purging, also delete the backups made before')
    .addOption(jsonOption());

/** Describes the removal, asks for confirmation, and removes. */
export async function runRemoval(
  command: Command,
  targetOf: (context: EditContext & { library: string }) => RemovalTarget,
): Promise<void> {
  const options = command.optsWithGlobals<RemoveOptions>();
  const done = await withLibrary(options, async (context) => {
    const { handlers, call } = context;
    const target = targetOf({ ...context, library: options.library });
    const plan = await handlers['removal.plan']({ target }, call);
    if (options.dryRun) return { plan, removal: null, purged: null };
    if (!options.json) process.stdout.write(describePlan(plan, target));
    if (!(options.yes || (await confirmed(command, options.purge ? 'Delete it for good?' : 'Remove it?')))) {
      return { plan, removal: null, purged: null };
    }
    const { result: removal } = await handlers['removal.remove']({ target }, call);
    const { id } = removal;
    const { models, backups } = options;
    const purged = options.purge ? await handlers['removal.purge']({ id, models, backups }, call) : null;
    return { plan, removal, purged };
  });
  if (options.json) return printJson(done);
  if (options.dryRun) process.stdout.write(describePlan(done.plan, null));
  else process.stdout.write(sentence(done));
}

function sentence({
  removal,
  purged,
}: {
  plan: RemovalPlan;
  removal: Removal | null;
  purged: Purged | null;
}): string {
  if (removal === null) return 'Nothing has changed.\n';
  if (purged !== null) return describePurged(purged);
  const { id, kind, purgeAt } = removal;
  return [
    `Removed ${things({ ...removal, of: kind })}.`,
    `familiar undo takes that back, and familiar remove put-back ${id} until ${purgeAt.slice(0, 10)}.\n`,
  ].join('\n');
}
