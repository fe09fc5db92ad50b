import { resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { runRemoval, removing } from './remove/removing.ts';
import { keepingCommands } from './remove/keeping.ts';
import { photosAt } from './remove/photos-at.ts';

export function removeCommand(): Command {
  const command = new Command('remove')
    .description('take photos or all face data out of the library; photo files are never touched')
    .addHelpText(
      'after',
      `
Each says first what would go, and asks. What was removed can be put back until it is purged, by hand or by itself
after 30 days. A person is removed by familiar people forget.

Examples:
  familiar remove folder ~/Pictures/2019 --dry-run
  familiar remove missing
  familiar remove faces --yes --purge --backups
  familiar remove list
  familiar remove put-back 3
  familiar remove purge`,
    );
  for (const part of [folder(), missing(), photo(), faces(), ...keepingCommands()]) command.addCommand(part);
  return command;
}

const folder = () =>
  removing('folder', 'take the photos that lie in a folder out of the library, at any depth', [
    'remove folder ~/Pictures/2019',
  ])
    .addArgument(new Argument('<dir>'))
    .action((dir: string, _options, command: Command) =>
      runRemoval(command, () => ({ kind: 'folder', path: resolve(dir) })),
    );

const missing = () =>
  removing('missing', 'take photos out of the library whose files are gone', ['remove missing']).action(
    (_options, command: Command) => runRemoval(command, () => ({ kind: 'missing' })),
  );

const photo = () =>
  removing(
    'photo',
    'take single photos out of the library; they stay out when their folder is looked at again',
    ['remove photo ~/Pictures/2019/IMG_0042.jpg'],
  )
    .addArgument(new Argument('<path...>'))
    .action((paths: string[], _options, command: Command) =>
      runRemoval(command, ({ library }) => ({ kind: 'photos', ids: photosAt(library, paths) })),
    );

const faces = () =>
  removing(
    'faces',
    'delete all face data: faces, names, corrections, and what was learned; the photos stay',
    ['remove faces --dry-run', 'remove faces --yes --purge --models --backups'],
  ).action((_options, command: Command) => runRemoval(command, () => ({ kind: 'faces' })));
