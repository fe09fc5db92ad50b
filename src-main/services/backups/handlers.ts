import { FamiliarError } from '../../contract/errors.ts';
import type { Handlers, MethodName } from '../../contract/methods.ts';
import { backupFolder } from './backup-files.ts';
import type { Backups } from './backups.ts';

type BackupMethod = Extract<MethodName, `backups.${string}`>;

/**
 * Methods of the contract about backups.
 * @param root directory of the library
 */
export function backupHandlers(backups: Backups, root: string): Pick<Handlers, BackupMethod> {
  return {
    'backups.list': () => ({ backups: backups.list(), folder: backupFolder(root) }),
    'backups.make': async () => ({ backup: await backups.make('asked') }),
    'backups.restore': () => {
      throw new FamiliarError('bad-request', 'a library is taken back by whoever has opened it');
    },
  };
}
