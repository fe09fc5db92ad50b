import { Command, InvalidArgumentError } from 'commander';
import { isPhotoDate } from '../contract/dates.ts';
import { type EditOptions, runEdit } from './edits/edit-library.ts';
import { jsonOption, libraryOption } from './options.ts';
import { photosAt } from './photos-of-paths.ts';

/** Text for an unknown date. */
const unknown = 'none';

function readDate(text: string): string {
  if (text !== unknown && !isPhotoDate(text)) {
    throw new InvalidArgumentError(
      `It takes a date as 1965, 1965-07, 1965-07-04 or 1965-07-04T12:30, or ${unknown}.`,
    );
  }
  return text;
}

export function dateCommand(): Command {
  return new Command('date')
    .description('say when photos were taken; that holds whatever is written in their files')
    .addOption(libraryOption())
    .argument('<date>', `year, month, day or moment; ${unknown} where it is not known`, readDate)
    .argument('<photo...>', 'files of photos in the library')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  familiar date 1965 scans/*.jpg
  familiar date 1965-07-04 scans/garden.jpg
  familiar date none album/unknown.jpg
  familiar undo`,
    )
    .action(runDate);
}

async function runDate(date: string, paths: string[], options: EditOptions): Promise<void> {
  const photos = photosAt(options.library, paths);
  await runEdit(options, ({ handlers, call }) =>
    handlers['photos.date']({ photos, date: date === unknown ? null : date }, call),
  );
}
