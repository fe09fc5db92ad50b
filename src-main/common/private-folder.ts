import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Mode bits that grant access to other accounts. */
const othersMay = 0o077;

/**
 * Creates a folder that only its owner may enter, or closes an existing one with its contents. A folder that
 * also contains entries unknown to `isOwn` is shared: then only Familiar's entries are closed.
 * @param isOwn is an entry, given by its name, Familiar's?
 * @throws errors of the file system
 */
export function makePrivateFolder(path: string, isOwn: (name: string) => boolean): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  const entries = readdirSync(path);
  for (const name of entries.filter(isOwn)) close(join(path, name));
  if (entries.every(isOwn)) closeOne(path);
}

/** The mode of a folder is changed last, so that an interrupted walk is repeated. Links are not followed. */
function close(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats || (stats.mode & othersMay) === 0) return;
  if (stats.isDirectory()) for (const name of readdirSync(path)) close(join(path, name));
  if (stats.isDirectory() || stats.isFile()) closeOne(path);
}

/** Files of another account, or on a disk without modes, are skipped. */
function closeOne(path: string): void {
  try {
    chmodSync(path, lstatSync(path).mode & 0o777 & ~othersMay);
  } catch {
    return;
  }
}
