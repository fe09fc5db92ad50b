import { existsSync } from 'node:fs';
import { FamiliarError } from '../contract/errors.ts';
import { lockLibrary } from '../db/lock.ts';
import { openForReading, type ReadableDb } from '../db/open.ts';
import { requireDatabase, tellDamage } from '../services/backups/damaged.ts';
import { activeModel } from '../services/model-session/active-model.ts';
import { type FaceSpace, openFaceSpace } from '../services/model-session/session.ts';
import { People } from '../services/people/people.ts';
import { Stacks } from '../services/stacks/stacks.ts';
import { type LibraryLayout, libraryLayout } from './layout.ts';

export interface ReadOnlyLibrary {
  db: ReadableDb;
  people: People;
  session: { readonly current: FaceSpace };
  stacks: Stacks;
  /** Closes the library, and keeps the groups and the index if they had to be computed. */
  close(): void;
}

/**
 * Opens a library beside the process that works in it. Only caches are written, and only where no other process has the
 * library.
 * @throws FamiliarError `not-found`, `library-newer`, `library-damaged`
 */
export function lookIntoLibrary(directory: string): ReadOnlyLibrary {
  const layout = libraryLayout(directory);
  try {
    requireDatabase(layout.root, layout.database);
    return look(layout);
  } catch (error) {
    throw tellDamage(layout.root, error);
  }
}

function look({ root, database, lock }: LibraryLayout): ReadOnlyLibrary {
  if (!existsSync(database)) throw new FamiliarError('not-found', `there is no library in ${root}`);
  const db = openForReading(database);
  const space = openFaceSpace(db, root, activeModel(db));
  const session = { current: space };
  const close = () => {
    keepCaches(space, lock);
    db.close();
  };
  return { db, people: new People(db, session), session, stacks: new Stacks(db, null), close };
}

/** Writes caches that were missing or behind, so that the next reader does not compute them again. */
function keepCaches({ clusters, search }: FaceSpace, lockFile: string): void {
  if (clusters.isKept && search.isKept) return;
  let lock: { release(): void };
  try {
    lock = lockLibrary(lockFile);
  } catch (error) {
    // The process that has the library keeps its own caches; a library that cannot be written keeps none.
    if (error instanceof FamiliarError) return;
    throw error;
  }
  try {
    clusters.save();
    if (!search.isKept) search.save();
  } finally {
    lock.release();
  }
}
