import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Returns when the content of a file is on the disk, not only in the operating system's cache. */
export function flushFile(path: string): void {
  // Windows flushes only files opened for writing.
  flush(path, process.platform === 'win32' ? 'r+' : 'r');
}

/** The same for the entries of a folder, for example after a rename. Windows does this itself. */
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
