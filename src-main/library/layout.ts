import { join, resolve } from 'node:path';
import { makePrivateFolder } from '../common/private-folder.ts';
import { FamiliarError } from '../contract/errors.ts';
import { asDirectoryError } from '../db/errors.ts';
import { logFolder } from '../logging/log-folder.ts';
import { indexFile } from '../services/model-session/active-model.ts';

/** Places in the directory that is a library. */
export interface LibraryLayout {
  root: string;
  database: string;
  lock: string;
  /** Cache of the nearest faces by a model's vectors. */
  index(model: string): string;
  /** Photos handed over by a browser, which has no paths to give. */
  received: string;
  /** Log files of the processes that work on the library. */
  logs: string;
  /** Page that leads a browser to the app; it is there while the app starts. */
  openingPage: string;
}

export function libraryLayout(directory: string): LibraryLayout {
  const root = resolve(directory);
  return {
    root,
    database: join(root, 'library.sqlite'),
    lock: join(root, 'lock.sqlite'),
    index: (model) => indexFile(root, model),
    received: join(root, 'received'),
    logs: logFolder(root),
    openingPage: join(root, 'open.html'),
  };
}

/** Names that a library gives to its files and folders; SQLite appends `-wal` and `-shm`. */
const isOfLibrary = (name: string): boolean =>
  /^((library|lock)\.sqlite.*|index|models|received|backups|logs|drafts\.txt|open\.html)$/.test(name);

/**
 * Makes the directory of a library, for its user alone.
 * @throws FamiliarError `library-unwritable`
 */
export function makeLibraryDirectory(path: string): void {
  // Making a directory in /proc never ends.
  if (/^\/proc(\/|$)/.test(path))
    throw new FamiliarError('library-unwritable', `no library can be in ${path}`);
  try {
    makePrivateFolder(path, isOfLibrary);
  } catch (error) {
    throw asDirectoryError(error);
  }
}
