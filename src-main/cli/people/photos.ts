import { resolve } from 'node:path';
import type { Command } from 'commander';
import { lookIntoLibrary } from '../../library/read-only.ts';
import { readGrouping } from '../../services/model-session/grouping.ts';
import { exportPersonPhotos } from '../../services/exchange/person-photos.ts';
import { distanceOption, personArgument } from '../edits/arguments.ts';
import type { EditOptions } from '../edits/edit-library.ts';
import { printJson } from '../options.ts';
import { count } from '../words.ts';
import { optionsOf, part } from './correcting.ts';

interface PhotosOptions {
  output: string;
  links?: boolean;
  contactSheet?: boolean;
}

export const photosCommand = (): Command =>
  part('photos', "copy a person's photos into a folder", [
    'photos p3 --output ~/Anna',
    'photos p3 --output ~/Anna --links --contact-sheet',
  ])
    .addArgument(personArgument())
    .requiredOption('--output <folder>', 'where they go; what is in it stays')
    .option('--links', 'symbolic links instead of copies')
    .option('--contact-sheet', 'with a page that shows all of them, for a browser to show and print')
    .addOption(distanceOption())
    .action((id: string, _options, command: Command) => run(id, optionsOf<PhotosOptions>(command)));

async function run(id: string, options: EditOptions & PhotosOptions): Promise<void> {
  const { db, people } = lookIntoLibrary(options.library);
  try {
    const distance = options.distance ?? readGrouping(db).distance;
    const { output, links, contactSheet: sheet } = options;
    const report = await exportPersonPhotos(db, people, id, distance, {
      folder: resolve(output),
      links,
      sheet,
    });
    if (options.json) printJson(report);
    else {
      const lines = [
        `${count(report.photos, 'photo')}; ${count(report.written, 'file')} written to ${output}.`,
      ];
      for (const { path, code, message } of report.skipped) lines.push(`  ${path}: ${message} (${code})`);
      process.stdout.write(`${lines.join('\n')}\n`);
    }
  } finally {
    db.close();
  }
}
