import { Command, InvalidArgumentError } from 'commander';
import { FamiliarError } from '../contract/errors.ts';
import { searchDay } from '../contract/search.ts';
import { oneLine } from '../contract/visible-text.ts';
import { formatPersonRow, isPersonId } from '../contract/person-id.ts';
import type { ReadableDb } from '../db/open.ts';
import { findPersonByName } from '../db/people.ts';
import { notesOf } from '../db/photos.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { toPhotoSummary } from '../services/files/photos.ts';
import { readGrouping } from '../services/model-session/grouping.ts';
import { findPhotos } from '../services/search/find-photos.ts';
import { distanceOption } from './edits/arguments.ts';
import { jsonOption, libraryOption, numberBetween, printJson } from './options.ts';
import { count } from './words.ts';

interface SearchOptions {
  library: string;
  distance?: number;
  all?: string[];
  any?: string[];
  without?: string[];
  from?: string;
  to?: string;
  undated?: boolean;
  stacks?: boolean;
  films?: boolean;
  limit: number;
  json?: boolean;
}

function readDay(text: string): string {
  if (!searchDay.safeParse(text).success) throw new InvalidArgumentError('It takes a day as 2024-12-31.');
  return text;
}

export function searchCommand(): Command {
  return new Command('search')
    .description('find photos and films by the people in them and by date, the newest first')
    .addOption(libraryOption())
    .option(
      '--all <person...>',
      'people who are all in the photo: names, or ids as familiar people shows them',
    )
    .option('--any <person...>', 'people of whom at least one is in it')
    .option('--without <person...>', 'people of whom none is in it')
    .option('--from <day>', 'taken on this day or later', readDay)
    .option('--to <day>', 'taken on this day or earlier', readDay)
    .option('--undated', 'only photos without a date')
    .option('--films', 'only films')
    .option('--stacks', 'of each stack only the best of the photos found')
    .option('--limit <n>', 'at most so many photos', numberBetween(1, 1_000_000, 'whole'), 1000)
    .addOption(distanceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  familiar search --all Anna Ben
  familiar search --any Anna c12 --without Ben --from 2024-06-01 --to 2024-08-31
  familiar search --undated
  familiar search --films --any Anna
  familiar search --all Anna --json | jq -r '.photos[].path'`,
    )
    .action(runSearch);
}

async function runSearch(options: SearchOptions): Promise<void> {
  const library = lookIntoLibrary(options.library);
  const { db, people, stacks } = library;
  try {
    const who = (names: string[] = []): string[] => names.map((name) => personCalled(db, name));
    const index = options.stacks ? await stacks.index() : undefined;
    const query = {
      all: who(options.all),
      any: who(options.any),
      without: who(options.without),
      from: options.from ?? null,
      to: options.to ?? null,
      undated: options.undated ?? false,
      films: options.films ?? false,
      distance: options.distance ?? readGrouping(db).distance,
      offset: 0,
      limit: options.limit,
    };
    const { photos, total } = await findPhotos(db, people, query, index);
    if (options.json) {
      const described = photos.map((row) => ({
        ...toPhotoSummary(row),
        path: row.path,
        ...notesOf(db, row.id),
      }));
      return printJson({ photos: index ? await stacks.counted(described) : described, total });
    }
    process.stdout.write(`${count(total, options.films ? 'film' : 'photo')}\n`);
    for (const { path } of photos) process.stdout.write(`  ${oneLine(path)}\n`);
  } finally {
    library.close();
  }
}

/** Names take precedence over ids: somebody may be called c12. */
function personCalled(db: ReadableDb, text: string): string {
  const named = findPersonByName(db, text);
  if (named) return formatPersonRow(named.id);
  if (isPersonId(text)) return text;
  throw new FamiliarError('not-found', `nobody is called ${text}`);
}
