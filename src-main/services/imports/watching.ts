import { lstat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import watcher from '@parcel/watcher';
import { looksLikeFilm, looksLikePhoto } from '../../contract/photo-endings.ts';
import { folderOf, listFilesIn } from '../../db/files.ts';
import type { ReadableDb } from '../../db/open.ts';
import { log } from '../../logging/log.ts';
import { Companions, isCompanion } from '../../photos/companions.ts';
import { isWatching } from './imported-folders.ts';
import type { Imports } from './imports.ts';

/** Quiet time before changes are looked at, and the longest wait, in milliseconds. */
const calm = 2000;
const patience = 30_000;
/** Number of changed paths above which the whole folder is looked at. */
const mostPlaces = 500;
/** Interval of checks for offline folders, in milliseconds. */
const returnInterval = 60_000;

type Subscribe = (
  path: string,
  changed: (paths: string[]) => void,
) => Promise<{ unsubscribe(): Promise<void> }>;

export interface WatchingOptions {
  subscribe?: Subscribe;
  calm?: number;
  returnInterval?: number;
}

/**
 * Follows the imported folders while the library is open: a change is looked at once it has come to rest. A folder
 * that cannot be watched, since systems bound the number of watches, is looked at when the library opens, like all
 * folders.
 */
export class Watching {
  readonly #db: ReadableDb;
  readonly #imports: Imports;
  readonly #subscribe: Subscribe;
  readonly #calm: number;
  readonly #timer: NodeJS.Timeout;
  readonly #watched = new Map<string, Promise<{ unsubscribe(): Promise<void> } | null>>();
  /** Changed paths to look at, by folder. */
  readonly #changed = new Map<string, Set<string>>();
  #waiting: NodeJS.Timeout | null = null;
  #waitingSince = 0;
  #isClosed = false;

  constructor(db: ReadableDb, imports: Imports, options: WatchingOptions = {}) {
    this.#db = db;
    this.#imports = imports;
    this.#subscribe = options.subscribe ?? subscribe;
    this.#calm = options.calm ?? calm;
    this.#timer = setInterval(
      () => void this.#seekReturned(),
      options.returnInterval ?? returnInterval,
    ).unref();
  }

  /** Updates the watches to the present folders; looks at nothing. */
  keep(): void {
    if (this.#isClosed) return;
    const folders = isWatching(this.#db) ? this.#imports.folders.list() : [];
    const wanted = new Set(
      folders.filter(({ watched, state }) => watched && state === 'online').map(({ path }) => path),
    );
    for (const [path, subscription] of this.#watched) {
      if (wanted.has(path)) continue;
      this.#watched.delete(path);
      void subscription.then((one) => one?.unsubscribe()).catch(() => {});
    }
    for (const path of wanted) if (!this.#watched.has(path)) this.#watch(path);
  }

  /** Looks at all watched folders, as at the opening of the library, and continues to watch. */
  start(): void {
    if (isWatching(this.#db)) {
      const unwatched = new Set(
        this.#imports.folders
          .list()
          .filter(({ watched }) => !watched)
          .map(({ path }) => path),
      );
      this.#imports.lookAgain(unwatched.size === 0 ? null : this.#imports.knownPaths(unwatched), true);
    }
    this.keep();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    if (this.#waiting) clearTimeout(this.#waiting);
    const subscriptions = [...this.#watched.values()];
    this.#watched.clear();
    for (const subscription of subscriptions) await (await subscription)?.unsubscribe().catch(() => {});
  }

  #watch(path: string): void {
    const subscription = this.#subscribe(path, (paths) => this.#note(path, paths)).catch((error: unknown) => {
      log.warn('a folder is not watched', { error, private: path });
      return null;
    });
    this.#watched.set(path, subscription);
  }

  #note(folder: string, paths: readonly string[]): void {
    if (this.#isClosed) return;
    let places = this.#changed.get(folder);
    if (!places) this.#changed.set(folder, (places = new Set()));
    for (const path of paths) if (places.size <= mostPlaces) places.add(path);
    const now = performance.now();
    if (this.#waiting) clearTimeout(this.#waiting);
    else this.#waitingSince = now;
    const wait = Math.min(this.#calm, Math.max(0, this.#waitingSince + patience - now));
    this.#waiting = setTimeout(() => {
      this.#waiting = null;
      void this.#look();
    }, wait);
  }

  async #look(): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const [folder, places] of changed) {
      const paths = places.size > mostPlaces ? [folder] : await onlyRelevant(this.#db, [...places]);
      if (paths.length > 0 && !this.#isClosed) this.#imports.lookAgain(paths, true);
    }
  }

  async #seekReturned(): Promise<void> {
    if (!isWatching(this.#db)) return;
    for (const { path, state } of this.#imports.folders.list()) {
      if (state === 'online' || this.#isClosed) continue;
      const isThere = await lstat(path).then(
        () => true,
        () => false,
      );
      if (isThere && !this.#isClosed) this.#imports.lookAgain([path], true);
    }
  }
}

/**
 * Paths to look at: photos, folders, and missing paths, which may have been either; for a sidecar, its photos. Links
 * and other files are ignored.
 */
async function onlyRelevant(db: ReadableDb, paths: readonly string[]): Promise<string[]> {
  const relevant = new Set<string>();
  for (const path of paths) {
    if (isCompanion(basename(path))) for (const photo of photosBeside(db, path)) relevant.add(photo);
    else {
      const stats = await lstat(path).catch(() => null);
      const isRead = looksLikePhoto(basename(path)) || looksLikeFilm(basename(path));
      if (!stats || stats.isDirectory() || (stats.isFile() && isRead)) relevant.add(path);
    }
  }
  return [...relevant];
}

function photosBeside(db: ReadableDb, companion: string): string[] {
  const only = new Companions(dirname(companion), [basename(companion)]);
  const files = listFilesIn(db, folderOf(companion)).filter(({ gone }) => gone === null);
  return files.map(({ path }) => path).filter((path) => only.of(path).length > 0);
}

const subscribe: Subscribe = (path, changed) =>
  watcher.subscribe(path, (error, events) => changed(error ? [path] : events.map((event) => event.path)));
