import { existsSync } from 'node:fs';
import { FamiliarError } from '../contract/errors.ts';
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
}

/**
 * Opens a library beside the process that works in it; nothing is written.
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

function look({ root, database }: LibraryLayout): ReadOnlyLibrary {
  if (!existsSync(database)) throw new FamiliarError('not-found', `there is no library in ${root}`);
  const db = openForReading(database);
  const session = { current: openFaceSpace(db, root, activeModel(db)) };
  return { db, people: new People(db, session), session, stacks: new Stacks(db, null) };
}
