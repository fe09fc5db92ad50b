import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { framesPerFilm } from '../photos/films/read-film.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { Emit } from '../contract/events.ts';
import type { DeviceName, DeviceRequest, Failure, ImportProgress } from '../contract/models.ts';
import { oneLine } from '../contract/visible-text.ts';
import { type PeopleFile, readPeopleFile } from '../interchange/people-file.ts';
import { listImportedFolders } from '../db/folders.ts';
import { libraryLayout } from '../library/layout.ts';
import type { Library } from '../library/library.ts';
import { openLibrary } from '../library/open.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { facesToDraw, importPeople, type PeopleImport } from '../services/exchange/people-import.ts';
import { exitCodes } from './exit.ts';
import { describeChanges, importCounts } from './import-changes.ts';
import { onInterrupt } from './interrupt.ts';
import { leaveThreads } from './leave.ts';
import { deviceOption, jsonOption, libraryOption, printJson } from './options.ts';
import { ProgressBar } from './progress-bar.ts';
import { count, deviceWords, duration } from './words.ts';
import { withWritableLibrary } from './writable-library.ts';

interface ImportOptions {
  library: string;
  device: DeviceRequest;
  retryFailed?: boolean;
  exclude?: string[];
  followLinks?: boolean;
  people?: string;
  json?: boolean;
}

interface ImportReport {
  /** Photos recognised by this import. */
  photos: number;
  /** Films looked at by this import. */
  films: number;
  faces: number;
  skipped: number;
  failed: Failure[];
  /** Photos found missing by this import. */
  missing: number;
  returned: number;
  moved: number;
  updated: number;
  leftOut: ImportProgress['leftOut'];
  offline: string[];
  unreadable: string[];
  seconds: number;
  photosPerSecond: number;
  /** Device used; null where nothing had to be recognised. */
  device: DeviceName | null;
  /** Reason for the device, in words. */
  deviceReason: string | null;
}

export function importCommand(): Command {
  return new Command('import')
    .description('find the faces in photos and films and remember them; the files themselves are only read')
    .argument('<path...>', 'folders (walked recursively), photos and films')
    .addOption(libraryOption())
    .addOption(deviceOption())
    .option('--retry-failed', 'try photos again that could not be read before')
    .option(
      '--exclude <glob>',
      'leave out what has this name, or this path within the folder; again for more. Remembered for the folder',
      (glob: string, globs: string[] | undefined) => [...(globs ?? []), glob],
    )
    .option('--follow-links', 'follow symbolic links, also out of the folder. Remembered for the folder')
    .option('--people <export.json>', 'then put the people of an exported library onto the same photos')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Ctrl-C stops after the photos under way; the same command goes on where it stopped.
Photos that the library knows by content are skipped. Those whose metadata were changed by another program, or that were
moved or edited, keep their names. Files that are gone are told of; where a whole folder is not there, its disk is taken to
be unplugged, and nothing changes.
Names that other programs have given to faces, in photos or in sidecars, are proposed.
Films come after all photos. Of a film one frame a second is looked at, and scene changes, ${framesPerFilm} frames at most. Its
faces join the people of photos, and start none.

Examples:
  familiar import ~/Pictures
  familiar import ~/Pictures /media/camera --library ~/faces
  familiar import ~/Pictures --library ~/faces --people people.json
  familiar import ~/Pictures --exclude '*-small.jpg' --exclude Screenshots
  familiar import ~/Pictures --json | jq '.failed, .leftOut'`,
    )
    .action(runImport);
}

async function runImport(paths: string[], options: ImportOptions): Promise<void> {
  if (!paths.some((path) => existsSync(path)) && !knowsOneOf(options.library, paths)) {
    throw new FamiliarError('path-missing', `there is nothing at ${paths.join(', ')}`);
  }
  const file = options.people === undefined ? undefined : await readPeopleFile(options.people);
  const { report, isStopped } = await importPhotos(paths, options, file);
  const people = file && { people: isStopped ? null : await putPeople(options.library, file) };
  if (options.json) printJson({ ...report, ...people });
  else process.stdout.write(describe(report) + (people?.people ? describePeople(people.people) : ''));
  if (isStopped) {
    process.stderr.write('Stopped. The same command goes on from here.\n');
    process.exitCode = exitCodes.interrupted;
    leaveThreads('SIGINT');
  }
}

/** True if a missing folder was imported before: its disk is unplugged, or it was moved. */
function knowsOneOf(directory: string, paths: readonly string[]): boolean {
  if (!existsSync(libraryLayout(directory).database)) return false;
  const { db } = lookIntoLibrary(directory);
  const known = new Set(listImportedFolders(db).map(({ path }) => path));
  db.close();
  return paths.some((path) => known.has(resolve(path)));
}

async function importPhotos(
  paths: string[],
  options: ImportOptions,
  file: PeopleFile | undefined,
): Promise<{ report: ImportReport; isStopped: boolean }> {
  const interrupt = onInterrupt();
  const library = await openLibrary(options.library, { device: options.device });
  const bar = new ProgressBar();
  const onEvent: Emit = (name, payload) => {
    if (name === 'import.progress') bar.update(payload as ImportProgress);
  };
  library.subscribe(onEvent);
  try {
    const { retryFailed = false, exclude, followLinks } = options;
    const isSaid = exclude !== undefined || followLinks !== undefined;
    const folder = isSaid ? { excluded: exclude ?? [], followLinks: followLinks ?? false } : undefined;
    library.imports.start(paths, { retryFailed, folder });
    const stop = () => void library.imports.stop();
    if (interrupt.signal.aborted) stop();
    else interrupt.signal.addEventListener('abort', stop);
    const tally = await library.imports.finished();
    const { signal } = interrupt;
    if (file && !signal.aborted) await drawFaces(library, options.library, file, signal);
    if (!signal.aborted) await Promise.all([library.backups.makeDaily(), library.grouped()]);
    const { seconds, photosPerSecond } = tally;
    const device = library.device?.chosen ?? null;
    const deviceReason = library.device?.reason ?? null;
    const report = { ...importCounts(tally), seconds, photosPerSecond, device, deviceReason };
    return { report, isStopped: interrupt.signal.aborted };
  } finally {
    bar.stop();
    interrupt.release();
    await library.close();
  }
}

/** Faces that cannot be drawn here are reported as missing. */
async function drawFaces(
  { handlers }: Library,
  directory: string,
  file: PeopleFile,
  signal: AbortSignal,
): Promise<void> {
  const { db } = lookIntoLibrary(directory);
  const faces = facesToDraw(db, file);
  db.close();
  for (const face of faces) {
    try {
      await handlers['faces.draw'](face, { signal });
    } catch (error) {
      if (!(error instanceof FamiliarError)) throw error;
    }
  }
}

const putPeople = (directory: string, file: PeopleFile): Promise<PeopleImport> =>
  withWritableLibrary(directory, (db) => importPeople(db, file));

function describePeople({ people, faces, proposed, differing, missing }: PeopleImport): string {
  const lines = [`Put ${count(people, 'person', 'people')} onto ${count(faces, 'confirmed face')}.`];
  if (proposed > 0) lines.push(`${count(proposed, 'name')} proposed.`);
  if (differing > 0) {
    lines.push(`${count(differing, 'face is', 'faces are')} somebody else's here, and stayed so.`);
  }
  if (missing > 0) lines.push(`${count(missing, 'face')} of the file not found in these photos.`);
  return `${lines.join('\n')}\n`;
}

function describe(report: ImportReport): string {
  const { photos, films, faces, skipped, failed, seconds, photosPerSecond, device, deviceReason } = report;
  const lines: string[] = [];
  if (photos + films > 0) {
    const news = [
      photos > 0 || films === 0 ? count(photos, 'new photo') : '',
      films > 0 ? count(films, 'new film') : '',
    ];
    const rate = films > 0 ? '' : `, ${photosPerSecond.toFixed(1)} photos a second`;
    lines.push(
      `Found ${count(faces, 'face')} in ${news.filter(Boolean).join(' and ')} (${duration(seconds)}${rate}).`,
    );
    if (device) lines.push(`Networks ran on the ${deviceWords[device]}: ${deviceReason}.`);
    if (skipped > 0) lines.push(`${count(skipped, 'photo was', 'photos were')} in the library already.`);
  } else if (skipped > 0) {
    lines.push(`Nothing new: ${count(skipped, 'photo is', 'photos are')} in the library already.`);
  } else if (failed.length === 0 && report.offline.length === 0 && report.missing === 0) {
    lines.push('No photos there.');
  }
  lines.push(...describeChanges(report));
  if (failed.length > 0) {
    lines.push(`${count(failed.length, 'file')} could not be imported:`);
    for (const { path, code, message } of failed)
      lines.push(`  ${oneLine(path)}: ${oneLine(message)} (${code})`);
  }
  return `${lines.join('\n')}\n`;
}
