import type { Command } from 'commander';
import { required } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { AskedNames, NameProposal, ProposalKey } from '../../contract/proposals.ts';
import { listFilesOfPhoto } from '../../db/files.ts';
import { lookIntoLibrary } from '../../library/read-only.ts';
import { listAskedNames, listNameProposals } from '../../services/corrections/name-proposals.ts';
import { readGrouping } from '../../services/model-session/grouping.ts';
import { distanceOption, personArgument } from '../edits/arguments.ts';
import { type EditContext, type EditOptions, runEdit } from '../edits/edit-library.ts';
import { numberBetween, printJson } from '../options.ts';
import { count } from '../words.ts';
import { optionsOf, part, twiceOption } from './correcting.ts';

type Settling = 'proposals.accept' | 'proposals.decline';

interface SettlingOptions {
  name?: string;
  all?: boolean;
  photo?: number;
  twice?: boolean;
  notTwice?: boolean;
}

/** Commands for names that other programs gave to faces. */
export function proposalCommands(): Command[] {
  return [
    part('proposed', 'list the names that photos, sidecars and exported files give to people', ['proposed'])
      .addOption(distanceOption())
      .action((_options, command: Command) => runProposed(optionsOf(command))),
    settling('accept', 'take proposed names over', 'proposals.accept')
      .addOption(twiceOption().conflicts('notTwice'))
      .option('--not-twice', 'all but those by which somebody would be in a photo twice'),
    settling('decline', 'forget proposed names', 'proposals.decline'),
  ];
}

function settling(name: string, description: string, method: Settling): Command {
  const command = part(name, description, [`${name} c12`, `${name} p3 --name Anna`, `${name} --all`])
    .addArgument(personArgument().argOptional())
    .option('--name <name>', 'only this of the names proposed for the person')
    .option('--all', 'all names that are proposed')
    .addOption(distanceOption());
  if (method === 'proposals.decline') {
    command.option(
      '--photo <id>',
      'with --name: forget who is said to be in this photo',
      numberBetween(1, Number.MAX_SAFE_INTEGER, 'whole'),
    );
  }
  return command.action((id: string | undefined, _options, command: Command) => {
    const options = optionsOf<SettlingOptions>(command);
    const { photo, name } = options;
    const isOne = [id !== undefined, options.all ?? false, photo !== undefined].filter(Boolean).length === 1;
    if (!isOne) command.error('error: it takes either a person, a photo or --all');
    if (photo !== undefined && name === undefined) command.error('error: with --photo it takes --name');
    if (photo !== undefined) {
      return runEdit(options, ({ handlers, distance, call }) =>
        handlers['proposals.declineAsked']({ photoId: photo, name: required(name), distance }, call),
      );
    }
    return runEdit(options, async (context) => {
      const { handlers, distance, call } = context;
      const picked = id === undefined ? undefined : await proposedFor(context, id, options.name);
      const together = options.twice ? 'take' : options.notTwice ? 'leave' : undefined;
      return method === 'proposals.accept'
        ? handlers[method]({ picked, distance, together }, call)
        : handlers[method]({ picked, distance }, call);
    });
  });
}

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
    const asked = listAskedNames(db, owners).map((one) => ({
      ...one,
      path: listFilesOfPhoto(db, one.photoId)[0]?.path ?? '',
    }));
    if (options.json) printJson({ proposals, asked });
    else process.stdout.write(describe(proposals) + describeAsked(asked));
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

/** Only the user can tell which of several faces a name belongs to. */
function describeAsked(asked: readonly (AskedNames & { path: string })[]): string {
  if (asked.length === 0) return '';
  const lines = asked.map(
    ({ path, photoId, names, faces }) =>
      `  ${path} (photo ${photoId}): ${names.join(', ')}; faces ${faces.join(', ')}`,
  );
  const lead = `${count(asked.length, 'photo tells', 'photos tell')} who is in it and not where; familiar people move says that:`;
  return `${lead}\n${lines.join('\n')}\n`;
}
