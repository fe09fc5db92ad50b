import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Returns once the content of a file is on the disk, and not only in the memory of the operating system. */
export function flushFile(path: string): void {
  // Windows flushes only what may be written.
  flush(path, process.platform === 'win32' ? 'r+' : 'r');
}

/** The same for the names in a folder: which files are in it after a rename. Windows does that by itself. */
export function flushFolder(path: string): void {
  if (process.platform !== 'win32') flush(path, 'r');
}

function flush(path: string, flags: string): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
