import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { FamiliarError } from '../../contract/errors.ts';
import type { Whereabouts } from '../../contract/models.ts';
import { type FileRow, type FileStamp, listFilesOfPhoto } from '../../db/files.ts';
import { listImportedFolders } from '../../db/folders.ts';
import type { ReadableDb } from '../../db/open.ts';
import { onDisk } from '../../photos/disk.ts';
import { withSeparator } from '../../photos/scan.ts';

export const stampOf = (stats: Stats): FileStamp => ({
  bytes: stats.size,
  modifiedMs: stats.mtimeMs,
  changedMs: stats.ctimeMs,
});

/**
 * Paths where a photo is still present: files whose size and modification time equal those at the time of hashing. A
 * path that cannot be read is left out.
 */
export async function presentPaths(db: ReadableDb, photoId: number): Promise<string[]> {
  const present: string[] = [];
  for (const file of listFilesOfPhoto(db, photoId)) {
    if ((await lookAt(file)) === 'there') present.push(file.path);
  }
  return present;
}

/** The first of {@link presentPaths}; undefined where every file is missing or changed. */
export async function presentPath(db: ReadableDb, photoId: number): Promise<string | undefined> {
  for (const file of listFilesOfPhoto(db, photoId)) {
    if ((await lookAt(file)) === 'there') return file.path;
  }
  return undefined;
}

const likeliest: readonly Whereabouts[] = [
  'there',
  'changed',
  'offline',
  'unreadable',
  'replaced',
  'left-out',
  'missing',
];

/** Path of a photo's file and its state. Of several files, the one with the most informative state is returned. */
export async function findPhotoFile(
  db: ReadableDb,
  photoId: number,
): Promise<{ path: string; whereabouts: Whereabouts }> {
  let best = { path: '', whereabouts: 'missing' as Whereabouts };
  for (const file of listFilesOfPhoto(db, photoId)) {
    const seen = await lookAt(file);
    const whereabouts = seen === 'absent' ? await whyAbsent(db, file) : seen;
    const isBetter = likeliest.indexOf(whereabouts) < likeliest.indexOf(best.whereabouts);
    if (isBetter || best.path === '') best = { path: file.path, whereabouts };
    if (whereabouts === 'there') break;
  }
  return best;
}

/**
 * The reason why no file of a photo can be used, and the path concerned. Call it after {@link presentPath} found
 * none.
 */
export async function whyNotPresent(
  db: ReadableDb,
  photoId: number,
): Promise<{ path: string; error: FamiliarError }> {
  const { path, whereabouts } = await findPhotoFile(db, photoId);
  const [code, message] = reasons[whereabouts] ?? (['path-missing', 'the file is gone'] as const);
  return { path, error: new FamiliarError(code, message) };
}

const reasons: Partial<Record<Whereabouts, readonly ['path-missing' | 'photo-unreadable', string]>> = {
  unreadable: ['photo-unreadable', 'it cannot be read, or the folder that it is in'],
  offline: ['path-missing', 'the folder that it is in is not there'],
  changed: ['path-missing', 'the file has changed since it was looked at'],
};

/** True if nothing exists at a path; a path that cannot be read may hold anything. */
export const isAbsent = async (path: string): Promise<boolean> => (await outcomeOf(path)) === 'absent';

async function lookAt({
  path,
  bytes,
  modifiedMs,
}: FileRow): Promise<'there' | 'changed' | 'absent' | 'unreadable'> {
  const outcome = await outcomeOf(path);
  if (typeof outcome === 'string') return outcome;
  return outcome.isFile() && outcome.size === bytes && outcome.mtimeMs === modifiedMs ? 'there' : 'changed';
}

async function outcomeOf(path: string): Promise<Stats | 'absent' | 'unreadable'> {
  try {
    return await onDisk(path, () => stat(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : 'unreadable';
  }
}

async function whyAbsent(db: ReadableDb, { path, gone }: FileRow): Promise<Whereabouts> {
  const folder = listImportedFolders(db).find((one) => path.startsWith(withSeparator(one.path)));
  if (folder && (folder.state === 'offline' || (await isAbsent(folder.path)))) return 'offline';
  return gone ?? 'missing';
}
