import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FamiliarError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/methods.ts';
import { asLibraryError } from '../../db/errors.ts';
import { newestSoundBackup } from './soundness.ts';

/** Files and folders that only a used library has beside its database. */
const traces = ['index', 'models', 'backups', 'received'];

/**
 * Refuses to treat an emptied or missing database as a new library while other parts of the old one exist.
 * @param root directory of the library
 * @param database path of its database
 * @throws FamiliarError `library-damaged`
 */
export function requireDatabase(root: string, database: string): void {
  const bytes = statSync(database, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > 0) return;
  const trace = traces.find((name) => hasEntries(join(root, name)));
  if (trace === undefined) return;
  const what = existsSync(database) ? 'is empty' : 'is missing';
  throw new FamiliarError(
    'library-damaged',
    `the library's database ${what}, though its folder ${trace} is not`,
  );
}

/**
 * Converts a library's failure to an error for the user; for a damaged library it names the way to restore it.
 * @param root directory of the library
 */
export function tellDamage(root: string, thrown: unknown): unknown {
  const error = asLibraryError(thrown);
  if (!(error instanceof FamiliarError) || error.code !== 'library-damaged') return error;
  if (error.message.includes('familiar restore')) return error;
  const backup = newestSoundBackup(root);
  const way = backup
    ? `Its newest good backup is ${backup.name}: familiar restore ${backup.name} --library "${root}"`
    : `There is no good backup; what can be read is saved by: familiar restore --salvage --library "${root}"`;
  return new FamiliarError('library-damaged', `${error.message}. ${way}`, { cause: error });
}

/** Wraps handlers so that errors of a damaged library name the way to restore it. */
export function tellingDamage(root: string, handlers: Handlers): Handlers {
  const tell = (error: unknown): never => {
    throw tellDamage(root, error);
  };
  const entries = Object.entries(handlers).map(([name, handle]) => {
    const telling = (...call: unknown[]): unknown => {
      try {
        const answer = (handle as (...call: unknown[]) => unknown)(...call);
        return answer instanceof Promise ? answer.catch(tell) : answer;
      } catch (error) {
        return tell(error);
      }
    };
    return [name, telling];
  });
  return Object.fromEntries(entries) as Handlers;
}

function hasEntries(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}
