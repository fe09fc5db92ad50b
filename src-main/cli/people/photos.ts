import { resolve } from 'node:path';
import type { Command } from 'commander';
import { oneLine } from '../../contract/visible-text.ts';
import { lookIntoLibrary } from '../../library/read-only.ts';
import { toPhotoSummary } from '../../services/files/photos.ts';
import { readGrouping } from '../../services/model-session/grouping.ts';
import {
  exportPersonPhotos,
  listPersonPhotos,
  type PersonPhotosReport,
} from '../../services/exchange/person-photos.ts';
import { distanceOption, personArgument } from '../edits/arguments.ts';
import type { EditOptions } from '../edits/edit-library.ts';
import { printJson } from '../options.ts';
import { count } from '../words.ts';
import { optionsOf, part } from './correcting.ts';

interface PhotosOptions {
  output?: string;
  links?: boolean;
  contactSheet?: boolean;
}

type Listed = Awaited<ReturnType<typeof listPersonPhotos>>;

export const photosCommand = (): Command =>
  part('photos', "list a person's photos, films and moments in films, or copy the files into a folder", [
    'photos p3',
    'photos p3 --json | jq .moments',
    'photos p3 --output ~/Anna',
    'photos p3 --output ~/Anna --links --contact-sheet',
  ])
    .addArgument(personArgument())
    .option('--output <folder>', 'where copies go; what is in it stays')
    .option('--links', 'symbolic links instead of copies')
    .option('--contact-sheet', 'with a page that shows all of them, for a browser to show and print')
    .addOption(distanceOption())
    .action((id: string, _options, command: Command) => run(id, optionsOf<PhotosOptions>(command)));

async function run(id: string, options: EditOptions & PhotosOptions): Promise<void> {
  const { db, people } = lookIntoLibrary(options.library);
  try {
    const distance = options.distance ?? readGrouping(db).distance;
    const { output, links, contactSheet: sheet } = options;
    const listed = await listPersonPhotos(db, people, id, distance);
    if (output === undefined) {
      const photos = listed.photos.map((row) => ({ ...toPhotoSummary(row), path: row.path }));
      if (options.json) printJson({ photos, moments: listed.moments });
      else process.stdout.write(describe(listed));
      return;
    }
    const folder = resolve(output);
    const report = await exportPersonPhotos(db, people, id, distance, { folder, links, sheet });
    if (options.json) printJson({ ...report, moments: listed.moments });
    else process.stdout.write(describeCopies(report, output));
  } finally {
    db.close();
  }
}

function describe({ photos, moments }: Listed): string {
  const films = photos.filter(({ seconds }) => seconds !== null).length;
  const lines = [`${count(photos.length - films, 'photo')}, ${count(films, 'film')}`];
  for (const { id, path } of photos) {
    const at = moments.filter(({ photo }) => photo === id).map(({ seconds }) => `${seconds} s`);
    lines.push(`  ${oneLine(path)}${at.length > 0 ? ` at ${at.join(', ')}` : ''}`);
  }
  return `${lines.join('\n')}\n`;
}

function describeCopies({ photos, written, skipped }: PersonPhotosReport, output: string): string {
  const lines = [`${count(photos, 'photo')}; ${count(written, 'file')} written to ${output}.`];
  for (const { path, code, message } of skipped) lines.push(`  ${path}: ${message} (${code})`);
  return `${lines.join('\n')}\n`;
}
