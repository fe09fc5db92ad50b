import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { siblingModule } from '../../common/module-url.ts';
import type { Backup, BackupReason } from '../../contract/backups.ts';
import { FamiliarError, type WireError } from '../../contract/errors.ts';
import { libraryState, readFacts } from '../../db/library-copy.ts';
import { openForReading, type ReadableDb } from '../../db/open.ts';
import { countPhotos } from '../../db/photos.ts';
import { log } from '../../logging/log.ts';
import { describeBackup, listBackupFiles, removeAllBackups } from './backup-files.ts';

/** Messages to and from the copying thread. */
export interface BackupOrder {
  root: string;
  /** Path of the library's database. */
  database: string;
  reason: BackupReason;
  at: Date;
}
export type BackupAnswer = { made: Backup } | { failed: WireError };

/** Interval of checks for a new day, in milliseconds. */
const dayLook = 3_600_000;

/** Backups of an open library. A thread writes them, one at a time, while other work goes on. */
export class Backups {
  readonly #db: ReadableDb;
  readonly #root: string;
  readonly #database: string;
  readonly #end = new AbortController();
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param root directory of the library
   */
  constructor(db: ReadableDb, root: string, database: string) {
    this.#db = db;
    this.#root = root;
    this.#database = database;
  }

  /** Backups, newest first. */
  list(): Backup[] {
    return listBackupFiles(this.#root).map(describeBackup);
  }

  /**
   * Makes a backup of the library's present state. Removals and changes of the model call this first.
   * @throws FamiliarError as {@link makeBackup}, and `cancelled` where the library is closed meanwhile
   */
  make(reason: BackupReason): Promise<Backup> {
    const made = this.#last.then(() => this.#copy(reason));
    this.#last = made.catch(() => {});
    return made;
  }

  /**
   * Makes today's backup, unless it exists or nothing has changed since the newest; never rejects. Days are tested
   * for equality, not order: a clock may have been set back.
   */
  async makeDaily(): Promise<void> {
    try {
      await this.#last;
      if (this.#isDailyDue()) await this.make('daily');
    } catch (error) {
      if (!this.#end.signal.aborted) log.error('the daily backup could not be made', { error });
    }
  }

  /** {@link makeDaily} now and on every day while the library is open. */
  async makeEveryDay(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await this.makeDaily();
      await delay(dayLook, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** Removes all backups, which are copies of data to be deleted. */
  async removeAll(): Promise<void> {
    await this.#last;
    removeAllBackups(this.#root);
  }

  /** Cancels a running backup and removes its draft. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#last;
  }

  #isDailyDue(): boolean {
    if (countPhotos(this.#db) === 0) return false;
    const [newest] = listBackupFiles(this.#root);
    if (!newest) return true;
    const daily = listBackupFiles(this.#root).find(({ reason }) => reason === 'daily');
    if (daily?.day === new Date().toISOString().slice(0, 10)) return false;
    return stateOfBackup(newest.path) !== libraryState(this.#db);
  }

  async #copy(reason: BackupReason): Promise<Backup> {
    const { signal } = this.#end;
    if (signal.aborted) throw closed();
    const workerData: BackupOrder = { root: this.#root, database: this.#database, reason, at: new Date() };
    const worker = new Worker(siblingModule(import.meta.url, './backup-worker'), { workerData });
    try {
      const [answer] = (await once(worker, 'message', { signal })) as [BackupAnswer];
      if ('made' in answer) return answer.made;
      throw new FamiliarError(answer.failed.code, answer.failed.message);
    } catch (error) {
      throw signal.aborted ? closed() : error;
    } finally {
      await worker.terminate();
    }
  }
}

const closed = () => new FamiliarError('cancelled', 'the library was closed');

/** Undefined where the backup cannot be read. */
function stateOfBackup(path: string): string | undefined {
  try {
    const db = openForReading(path);
    try {
      return readFacts(db)?.state;
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}
