import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { FamiliarError, type WireError } from '../contract/errors.ts';
import { oneLine } from '../contract/visible-text.ts';
import { csvPieces } from '../interchange/csv.ts';
import { type Counts, jsonPieces } from '../interchange/json.ts';
import { DraftFolders } from '../interchange/drafts.ts';
import { writePieces } from '../interchange/output.ts';
import { draftRecord } from '../services/backups/leftovers.ts';
import { Snapshot } from '../interchange/snapshot.ts';
import { libraryLayout } from '../library/layout.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { activeModel } from '../services/model-session/active-model.ts';
import { writeIntoPhotos, writeSidecars } from '../services/exchange/people-export.ts';
import { readGrouping } from '../services/model-session/grouping.ts';
import { version } from '../version.ts';
import { jsonOption, libraryOption, numberBetween, printJson } from './options.ts';
import { count } from './words.ts';
import { withWritableLibrary } from './writable-library.ts';

const formats = ['json', 'csv', 'xmp'] as const;

interface ExportOptions {
  library: string;
  format: (typeof formats)[number];
  output?: string;
  vectors?: boolean;
  distance?: number;
  writeIntoPhotos?: boolean;
  keywords?: boolean;
  json?: boolean;
}

interface ExportReport extends Counts {
  format: ExportOptions['format'];
  /** File written; null for standard output, sidecars or photos. */
  output: string | null;
  /** Files changed or created. */
  written: number;
  skipped: ({ path: string } & WireError)[];
}

export function exportCommand(): Command {
  return new Command('export')
    .description('write people and faces out, for other programs and for another library')
    .addOption(libraryOption())
    .addOption(
      new Option(
        '--format <format>',
        'json: everything, to be imported again; csv: a row a face; xmp: names of faces in sidecars of the photos',
      )
        .choices(formats)
        .makeOptionMandatory(),
    )
    .option(
      '--output <path>',
      'file for json and csv, otherwise standard output; folder for sidecars, otherwise beside the photos',
    )
    .option('--vectors', 'json with the vector of each face')
    .option(
      '--distance <d>',
      'group at this distance, 0 to 2; otherwise at the one last chosen',
      numberBetween(0, 2),
    )
    .option('--write-into-photos', 'xmp into the photos themselves instead of sidecars')
    .option('--keywords', 'xmp with the names among the keywords and as people in the picture, too')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Sidecars are called photo.jpg.xmp. What other programs wrote stays; names of faces are added and changed, and names that
Familiar wrote and that were taken back since go. Only people with names are written there.

Examples:
  familiar export --format json --output people.json
  familiar export --format json --vectors | gzip > people.json.gz
  familiar export --format csv --output faces.csv --json
  familiar export --format xmp
  familiar export --format xmp --keywords
  familiar import ~/Pictures --library ~/faces --people people.json`,
    )
    .action(runExport);
}

async function runExport(options: ExportOptions): Promise<void> {
  check(options);
  const report = await exportLibrary(options);
  const isDocumentPrinted = options.format !== 'xmp' && options.output === undefined;
  if (isDocumentPrinted) return;
  if (options.json) printJson(report);
  else process.stdout.write(describe(report, options.writeIntoPhotos ?? false));
}

/**
 * @throws FamiliarError `bad-request` for options that do not go together
 */
function check({ format, output, vectors, writeIntoPhotos, keywords, json }: ExportOptions): void {
  const refuse = (why: string) => {
    throw new FamiliarError('bad-request', why);
  };
  if (vectors && format !== 'json') refuse('--vectors goes with --format json alone');
  if (writeIntoPhotos && format !== 'xmp') refuse('--write-into-photos goes with --format xmp alone');
  if (keywords && format !== 'xmp') refuse('--keywords goes with --format xmp alone');
  if (writeIntoPhotos && output !== undefined) refuse('--output and --write-into-photos exclude each other');
  if (output?.trim() === '') refuse('--output is empty');
  if (json && format === 'csv' && output === undefined) {
    refuse('with --json the rows need a file of their own: name it by --output');
  }
}

async function exportLibrary(options: ExportOptions): Promise<ExportReport> {
  const library = lookIntoLibrary(options.library);
  try {
    const { minFaces, distance: chosen } = readGrouping(library.db);
    const distance = options.distance ?? chosen;
    const owners = await library.people.owners(distance);
    const groups = { distance, minFaces, model: activeModel(library.db), owners };
    const snapshot = new Snapshot(library.db, groups);
    const output = options.output === undefined ? null : resolve(options.output);
    if (options.format !== 'xmp') return await writeDocument(snapshot, options, output);
    const drafts = new DraftFolders(draftRecord(libraryLayout(options.library).root));
    const marks = { keywords: options.keywords ?? false };
    const report = options.writeIntoPhotos
      ? await withWritableLibrary(options.library, (db) => writeIntoPhotos(db, snapshot, drafts, marks))
      : await writeSidecars(snapshot, output, drafts, marks);
    return { format: 'xmp', output, ...report };
  } finally {
    library.db.close();
  }
}

async function writeDocument(
  snapshot: Snapshot,
  { format, vectors = false }: ExportOptions,
  output: string | null,
): Promise<ExportReport> {
  const counts: Counts = { photos: 0, people: 0, faces: 0 };
  const program = `Familiar ${version}`;
  const pieces =
    format === 'json' ? jsonPieces(snapshot, { vectors, program }, counts) : csvPieces(snapshot, counts);
  await writePieces(output, pieces);
  return { format, output, ...counts, written: 1, skipped: [] };
}

function describe(report: ExportReport, isIntoPhotos: boolean): string {
  const { format, output, photos, people, faces, written, skipped } = report;
  const what = `${count(people, 'person', 'people')} and ${count(faces, 'face')} in ${count(photos, 'photo')}`;
  const place = isIntoPhotos ? 'the photos' : (output ?? 'sidecars beside the photos');
  const lines = [`Wrote ${what} to ${place}.`];
  if (format === 'xmp') lines.push(`${count(written, 'file')} changed.`);
  if (skipped.length > 0) {
    lines.push(`${count(skipped.length, 'file was', 'files were')} left as they are:`);
    for (const { path, code, message } of skipped)
      lines.push(`  ${oneLine(path)}: ${oneLine(message)} (${code})`);
  }
  return `${lines.join('\n')}\n`;
}
