import { Command } from 'commander';
import {
  leftOutReason,
  type LeftOutReason,
  type PeopleAtDistance,
  type PersonSummary,
} from '../contract/models.ts';
import { oneLine } from '../contract/visible-text.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { readGrouping } from '../services/model-session/grouping.ts';
import { jsonOption, libraryOption, numberBetween, printJson } from './options.ts';
import { correctingCommands } from './people/correcting.ts';
import { factCommands } from './people/facts.ts';
import { photosCommand } from './people/photos.ts';
import { proposalCommands } from './people/proposals.ts';
import { count } from './words.ts';

interface PeopleOptions {
  library: string;
  distance?: number;
  minFaces?: number;
  paths?: boolean;
  stacks?: boolean;
  json?: boolean;
}

export function peopleCommand(): Command {
  const command = new Command('people')
    .description('list the people in a library, grouped at a distance, or correct them')
    .addOption(libraryOption())
    .option(
      '--distance <d>',
      'faces nearer than this on average are one person, 0 to 2; otherwise the distance last chosen, at first 0.28 or what stands for it with a model of your own',
      numberBetween(0, 2),
    )
    .option(
      '--min-faces <n>',
      'smallest group that counts as a person; otherwise the number last chosen, at first 2',
      numberBetween(1, 1_000_000, 'whole'),
    )
    .option('--paths', 'with the paths of each person’s photos')
    .option('--stacks', 'count the photos of a stack once a person')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  familiar people
  familiar people --distance 0.4 --min-faces 3
  familiar people --library ~/faces --json | jq '.people[] | select(.name == null)'
  familiar people name c12 Marie`,
    )
    .action(runPeople);
  for (const part of [...correctingCommands(), ...factCommands(), ...proposalCommands(), photosCommand()])
    command.addCommand(part);
  return command;
}

async function runPeople(options: PeopleOptions): Promise<void> {
  const library = lookIntoLibrary(options.library);
  try {
    const chosen = readGrouping(library.db);
    const grouping = {
      distance: options.distance ?? chosen.distance,
      minFaces: options.minFaces ?? chosen.minFaces,
    };
    const index = options.stacks ? await library.stacks.index() : null;
    const once = index ? (photos: readonly number[]) => index.onceEach(photos) : undefined;
    const { distance, people, unassigned, leftOut } = await library.people.list({ ...grouping, once });
    const paths = options.paths ? await library.people.paths(grouping) : new Map<string, string[]>();
    const listed = people.map((person) =>
      options.paths ? { ...person, paths: paths.get(person.id) ?? [] } : person,
    );
    if (options.json) printJson({ distance, people: listed, unassigned, leftOut });
    else process.stdout.write(describe(distance, listed, unassigned, leftOut));
  } finally {
    library.close();
  }
}

function describe(
  distance: number,
  people: (PersonSummary & { paths?: string[] })[],
  unassigned: number,
  leftOut: PeopleAtDistance['leftOut'],
): string {
  const lines = [`${count(people.length, 'person', 'people')} at distance ${Number(distance.toFixed(3))}`];
  for (const { id, name, faces, photos, paths } of people) {
    const who = name ?? `(unnamed ${id})`;
    lines.push(`  ${who}: ${count(faces, 'face')} in ${count(photos, 'photo')}`);
    for (const path of paths ?? []) lines.push(`    ${oneLine(path)}`);
  }
  const poor = Object.values(leftOut).reduce((sum, faces) => sum + faces, 0);
  if (unassigned > poor) lines.push(`${count(unassigned - poor, 'face')} in smaller groups`);
  if (poor > 0) lines.push(`${count(poor, 'face')} left out: ${reasons(leftOut)}`);
  return `${lines.join('\n')}\n`;
}

const reasonWords: Record<LeftOutReason, string> = {
  'too-small': 'too small',
  blurred: 'too blurred',
  'turned-away': 'turned away',
  unsure: 'hard to make out',
  'in-film': 'in films, near nobody',
};

/** `3 too small, 1 too blurred`. */
const reasons = (leftOut: PeopleAtDistance['leftOut']): string =>
  leftOutReason.options
    .filter((reason) => leftOut[reason] > 0)
    .map((reason) => `${leftOut[reason]} ${reasonWords[reason]}`)
    .join(', ');
