import type { Command } from 'commander';
import { FamiliarError } from '../../contract/errors.ts';
import type { NameProposal, ProposalKey } from '../../contract/proposals.ts';
import { lookIntoLibrary } from '../../library.ts';
import { listNameProposals } from '../../services/name-proposals.ts';
import { readGrouping } from '../../services/preferences.ts';
import { distanceOption, personArgument } from '../edits/arguments.ts';
import { type EditContext, type EditOptions, runEdit } from '../edits/edit-library.ts';
import { printJson } from '../options.ts';
import { count } from '../words.ts';
import { optionsOf, part } from './correcting.ts';

type Settling = 'proposals.accept' | 'proposals.decline';

/** The commands for names that other programs have given to faces. */
export function proposalCommands(): Command[] {
  return [
    part('proposed', 'list the names that photos, sidecars and exported files give to people', ['proposed'])
      .addOption(distanceOption())
      .action((_options, command: Command) => runProposed(optionsOf(command))),
    settling('accept', 'take proposed names over', 'proposals.accept'),
    settling('decline', 'forget proposed names', 'proposals.decline'),
  ];
}

const settling = (name: string, description: string, method: Settling) =>
  part(name, description, [`${name} c12`, `${name} p3 --name Anna`, `${name} --all`])
    .addArgument(personArgument().argOptional())
    .option('--name <name>', 'only this of the names proposed for the person')
    .option('--all', 'all names that are proposed')
    .addOption(distanceOption())
    .action((id: string | undefined, _options, command: Command) => {
      const options = optionsOf<{ name?: string; all?: boolean }>(command);
      if ((id === undefined) !== (options.all ?? false)) {
        command.error('error: it takes either a person or --all');
      }
      return runEdit(options, async (context) => {
        const { handlers, distance, call } = context;
        const picked = id === undefined ? undefined : await proposedFor(context, id, options.name);
        return handlers[method]({ picked, distance }, call);
      });
    });

async function proposedFor(
  { handlers, distance, call }: EditContext,
  id: string,
  name: string | undefined,
): Promise<ProposalKey[]> {
  const { proposals } = await handlers['proposals.list']({ distance, id, limit: 1000 }, call);
  if (name !== undefined) return [{ id, proposed: name }];
  if (proposals.length === 0) throw new FamiliarError('not-found', `no name is proposed for ${id}`);
  return proposals.map(({ proposed }) => ({ id, proposed }));
}

async function runProposed(options: EditOptions): Promise<void> {
  const { db, people } = lookIntoLibrary(options.library);
  try {
    const owners = await people.owners(options.distance ?? readGrouping(db).distance);
    const proposals = listNameProposals(db, owners);
    if (options.json) printJson({ proposals });
    else process.stdout.write(describe(proposals));
  } finally {
    db.close();
  }
}

const sourceWords = { photo: 'the photo', sidecar: 'a sidecar', export: 'an exported file' };

function describe(proposals: readonly NameProposal[]): string {
  if (proposals.length === 0) return 'No names are proposed.\n';
  const lines = proposals.map(({ id, name, proposed, total, sources }) => {
    const who = name === null ? id : `${name} (${id})`;
    return `${who}: ${proposed}, ${count(total, 'face')}, from ${sources.map((from) => sourceWords[from]).join(' and ')}`;
  });
  return `${lines.join('\n')}\n`;
}
