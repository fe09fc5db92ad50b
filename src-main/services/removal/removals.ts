import { setTimeout as delay } from 'node:timers/promises';
import { required } from '../../common/elements.ts';
import { type Edited, editedAs } from '../../contract/edits.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Purged, Removal, RemovalPlan, RemovalTarget } from '../../contract/removals.ts';
import { labelledFaces, labelsOf } from '../../db/labels.ts';
import type { WritableDb } from '../../db/open.ts';
import { getPerson, listPeople } from '../../db/people.ts';
import { emptyPart, eraseDeleted } from '../../db/purging.ts';
import { modelsTrainedOn, pathsOfPhotos } from '../../db/removal-targets.ts';
import { getRemoval, listRemovals, type RemovalRow } from '../../db/removals.ts';
import { log } from '../../logging/log.ts';
import { activeModel } from '../model-session/active-model.ts';
import type { Backups } from '../backups/backups.ts';
import type { Corrections } from '../corrections/corrections.ts';
import { readGrouping } from '../model-session/grouping.ts';
import type { ShownPeople } from '../corrections/resolve.ts';
import { purgeRemoval } from './purge.ts';
import { losersOf, writePutBack, writeRemoval } from './removing.ts';
import { type RemovalScope, scopeOf } from './targets.ts';

/** Time until a removal is purged, in milliseconds. */
const keptFor = 30 * 24 * 3_600_000;
/** Kinds of removals that may be large. */
const bulk: ReadonlySet<string> = new Set(['folder', 'missing', 'faces']);
/** Interval of checks for removals to purge, in milliseconds. */
const look = 3_600_000;
/** Share of free pages in the database above which an automatic purge compacts it. */
const mostEmpty = 0.25;

/** Parts of the library that removing needs. */
export interface RemovalParts {
  /** Folder of the library for photos sent by a browser. */
  received: string;
  corrections: Corrections;
  backups: Backups;
  /** Deletes a model with its vectors; not the one in force. */
  removeModel(id: string): Promise<void>;
  /** The work that forbids removing: an import or a training; null for none. */
  busy(): 'import-running' | 'training-busy' | null;
}

export interface RemovalListener {
  /** Called before faces are deleted; caches outside the database must be loaded. */
  purging(): Promise<void>;
  /** Called after faces were deleted; caches outside the database must forget them. */
  purged(faces: readonly number[]): void;
}

/** Removing photos, people and faces, putting them back, and purging them. */
export class Removals {
  readonly #db: WritableDb;
  readonly #parts: RemovalParts;
  readonly #listener: RemovalListener;
  readonly #end = new AbortController();
  #purging: Promise<unknown> = Promise.resolve();

  constructor(db: WritableDb, parts: RemovalParts, listener: RemovalListener) {
    this.#db = db;
    this.#parts = parts;
    this.#listener = listener;
  }

  /** See `removal.plan` in the contract. */
  plan(target: RemovalTarget): Promise<RemovalPlan> {
    return this.#parts.corrections.inTurn(async (shown) => {
      const scope = await scopeOf(this.#db, shown, target);
      const { faces, photos, unrecognised } = scope;
      const paths = pathsOfPhotos(this.#db, photos);
      const active = activeModel(this.#db);
      return {
        photos: photos.length + unrecognised.length,
        faces: faces.length,
        labels: labelsOf(this.#db, faces).size,
        names: await this.#namesOf(scope, shown),
        received: paths.filter((path) => path.startsWith(this.#parts.received)).length,
        models: modelsTrainedOn(this.#db, faces).map((id) => ({ id, active: id === active })),
        backups: this.#parts.backups.list().length,
      };
    });
  }

  /**
   * See `removal.remove` in the contract. A large removal makes a backup first. Forgetting a person does not: the
   * backup would hold them.
   */
  async remove(target: RemovalTarget): Promise<Edited<Removal>> {
    this.#requireQuiet(target.kind === 'person' ? [] : ['import-running']);
    if (bulk.has(target.kind)) await this.#parts.backups.make('removal');
    const removed = await this.#parts.corrections.make(async (shown) => {
      const scope = await scopeOf(this.#db, shown, target);
      const losers = await losersOf(this.#db, shown, scope, readGrouping(this.#db).distance);
      return (edit) => writeRemoval(edit, scope, losers);
    });
    return editedAs(removed, (id) => describe(required(getRemoval(this.#db, id))));
  }

  list(): Removal[] {
    return listRemovals(this.#db).map(describe);
  }

  /** See `removal.putBack` in the contract. */
  putBack(id: number): Promise<Edited<Record<string, never>>> {
    return this.#parts.corrections.make(async () => (edit) => writePutBack(edit, id));
  }

  /**
   * Handles a removed photo that an import met. A re-imported folder and missing photos come back; a single photo
   * comes back if its file was named itself.
   */
  async found(id: number, asked: boolean): Promise<void> {
    const kind = getRemoval(this.#db, id)?.kind;
    if (kind === 'folder' || kind === 'missing' || (kind === 'photos' && asked)) await this.putBack(id);
  }

  /**
   * See `removal.purge` in the contract.
   * @throws FamiliarError `not-found`, `training-busy`
   */
  async purge(options: {
    id?: number | undefined;
    models?: boolean | undefined;
    backups?: boolean | undefined;
  }): Promise<Purged> {
    const { id } = options;
    const found = id === undefined ? listRemovals(this.#db) : [getRemoval(this.#db, id)];
    const removals = found.filter((removal) => removal !== undefined);
    if (removals.length === 0 && id !== undefined) {
      throw new FamiliarError('not-found', `nothing was removed under ${id}, or it has been purged`);
    }
    return this.#purge(removals, { compact: true, ...options });
  }

  /** Purges old removals, now and while the library is open. */
  async purgeInTime(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      const due = listRemovals(this.#db).filter(({ at }) => Date.parse(at) + keptFor < Date.now());
      if (due.length > 0 && this.#parts.busy() === null) {
        await this.#purge(due, { compact: emptyPart(this.#db) > mostEmpty }).catch((error: unknown) =>
          log.error('removed data could not be purged', { error }),
        );
      }
      await delay(look, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#purging;
  }

  #purge(
    removals: readonly RemovalRow[],
    {
      compact,
      models,
      backups,
    }: { compact: boolean; models?: boolean | undefined; backups?: boolean | undefined },
  ): Promise<Purged> {
    this.#requireQuiet(['training-busy']);
    const purging = this.#parts.corrections.inTurn(async () => {
      await this.#listener.purging();
      const active = activeModel(this.#db);
      const trained = removals.flatMap(({ faces }) => modelsTrainedOn(this.#db, faces));
      const unwanted = models ? [...new Set(trained)].filter((id) => id !== active) : [];
      const rows = removals.map((removal) => purgeRemoval(this.#db, removal, this.#parts.received));
      for (const id of unwanted) await this.#parts.removeModel(id);
      eraseDeleted(this.#db, compact);
      const faces = rows.flatMap((row) => row.faces);
      this.#listener.purged(faces);
      const held = backups ? await this.#renewBackups() : 0;
      const photos = rows.reduce((sum, row) => sum + row.photos.length, 0);
      return { removals: removals.length, photos, faces: faces.length, models: unwanted, backups: held };
    });
    this.#purging = purging.catch(() => {});
    return purging;
  }

  async #renewBackups(): Promise<number> {
    const { backups } = this.#parts;
    const count = backups.list().length;
    await backups.removeAll();
    await backups.make('removal');
    return count;
  }

  /** Names of people without any remaining face. */
  async #namesOf(scope: RemovalScope, shown: ShownPeople): Promise<string[]> {
    if (scope.kind === 'faces') return listPeople(this.#db).map(({ name }) => name);
    const going = scope.subject !== null && scope.kind === 'person' ? [scope.subject] : [];
    const taken = new Set(scope.faces);
    const losers = await losersOf(this.#db, shown, scope, readGrouping(this.#db).distance);
    for (const [id, faces] of losers) {
      const name = getPerson(this.#db, id)?.name ?? null;
      const all = [...faces, ...labelledFaces(this.#db, id)];
      if (name !== null && all.every((faceId) => taken.has(faceId))) going.push(name);
    }
    return going.sort((a, b) => a.localeCompare(b));
  }

  #requireQuiet(refused: readonly string[]): void {
    const busy = this.#parts.busy();
    if (busy === null || !refused.includes(busy)) return;
    const what = busy === 'import-running' ? 'photos are being added' : 'a network is being trained';
    throw new FamiliarError(busy, `${what}: wait for it, or stop it first`);
  }
}

const describe = ({ id, kind, subject, at, photos, faces }: RemovalRow): Removal => ({
  id,
  kind,
  subject,
  at,
  purgeAt: new Date(Date.parse(at) + keptFor).toISOString(),
  photos: photos.length,
  faces: faces.length,
});
