import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What a file's mode grants to accounts other than its owner's. */
const othersMay = 0o077;

/**
 * Makes a folder that its owner alone may enter, or closes one that is there already, with what is in it. Where
 * the folder also holds something that `isOwn` does not know, it is not ours alone: only our part is closed.
 * @param isOwn tells by name which entries are ours
 * @throws what the file system says where the folder cannot be made
 */
export function makePrivateFolder(path: string, isOwn: (name: string) => boolean): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  const entries = readdirSync(path);
  for (const name of entries.filter(isOwn)) close(join(path, name));
  if (entries.every(isOwn)) closeOne(path);
}

/** The mode of a folder goes last, so that a walk that was cut short is made again. Links are not followed. */
function close(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats || (stats.mode & othersMay) === 0) return;
  if (stats.isDirectory()) for (const name of readdirSync(path)) close(join(path, name));
  if (stats.isDirectory() || stats.isFile()) closeOne(path);
}

/** What belongs to another account, or lies on a disk without modes, stays as it is. */
function closeOne(path: string): void {
  try {
    chmodSync(path, lstatSync(path).mode & 0o777 & ~othersMay);
  } catch {
    return;
  }
}
