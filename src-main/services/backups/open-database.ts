import { openForWriting, type WritableDb } from '../../db/open.ts';
import { keepSchemaRoots } from '../../db/schema-roots.ts';
import { sweepLeftovers } from './leftovers.ts';
import { requireDatabase, tellDamage } from './damaged.ts';
import { makeBackup } from './make-backup.ts';

/**
 * Opens the database of a locked library, after removing leftovers of killed processes. A backup is made before an
 * older schema is migrated.
 * @throws FamiliarError `library-newer`, `library-damaged`, `library-unwritable`, `disk-full`
 */
export function openDatabase({ root, database }: { root: string; database: string }): WritableDb {
  try {
    sweepLeftovers(root, database);
    requireDatabase(root, database);
    const db = openForWriting(database, () => makeBackup(root, database, 'migration'));
    keepSchemaRoots(db, database);
    return db;
  } catch (error) {
    throw tellDamage(root, error);
  }
}
