import { FamiliarError } from '../../contract/errors.ts';
import type { AlbumsTaken } from '../../contract/training.ts';
import type { WritableDb } from '../../db/open.ts';
import { updateTrainingRun } from '../../db/training-runs.ts';
import { activeModel } from '../active-model.ts';
import type { Imports } from '../imports.ts';
import type { Models } from '../models.ts';
import { labelAlbums, listAlbums } from './albums.ts';
import { requireRun } from './history.ts';

export interface TrainingListener {
  /** An edit has changed who faces are. */
  edited(): void;
}

/** Learning from the user's labels: what it rests on, and what becomes of what was learned. */
export class Training {
  readonly #db: WritableDb;
  readonly #imports: Imports;
  readonly #models: Models;
  readonly #listener: TrainingListener;

  constructor(db: WritableDb, imports: Imports, models: Models, listener: TrainingListener) {
    this.#db = db;
    this.#imports = imports;
    this.#models = models;
    this.#listener = listener;
  }

  /**
   * Imports the albums in a folder and labels them, see {@link labelAlbums}.
   * @throws FamiliarError as {@link listAlbums}, or where the import could not go on
   */
  async takeAlbums(folder: string, signal?: AbortSignal): Promise<AlbumsTaken> {
    const albums = await listAlbums(folder);
    this.#imports.start([...albums.values()].flatMap(({ paths }) => paths));
    await this.#imports.finished();
    signal?.throwIfAborted();
    const { taken, changed } = await labelAlbums(this.#db, albums);
    if (changed) this.#listener.edited();
    return taken;
  }

  /**
   * Takes the candidate of a run into force, whatever the rule said.
   * @throws FamiliarError `not-found`
   */
  use(id: number): void {
    const candidate = this.#candidateOf(id);
    updateTrainingRun(this.#db, id, { decision: 'used' });
    this.#models.useInBackground(candidate);
  }

  /**
   * Notes that the candidate of a run is not wanted.
   * @throws FamiliarError `not-found`, or `bad-request` where it is in force
   */
  async keepOld(id: number): Promise<void> {
    const candidate = this.#candidateOf(id);
    if (activeModel(this.#db) === candidate) {
      throw new FamiliarError('bad-request', `${candidate} is in use; go back to the model before it`);
    }
    await this.#models.leave(candidate);
    updateTrainingRun(this.#db, id, { decision: 'kept-old' });
  }

  /**
   * Goes back to the model before the present one.
   * @returns its id
   * @throws FamiliarError `not-found`
   */
  rollBack(): string {
    const id = this.#models.before;
    this.#models.useInBackground(id);
    return id;
  }

  #candidateOf(id: number): string {
    const { candidate } = requireRun(this.#db, id);
    if (candidate === null) throw new FamiliarError('not-found', `nothing has come of run ${id}`);
    return candidate;
  }
}
