import type { ReadableDb, WritableDb } from './open.ts';

/** An imported folder; see the migration `0006-files-on-disk.ts`. */
export interface FolderRow {
  id: number;
  /** Absolute. */
  path: string;
  /** ISO 8601, UTC. */
  addedAt: string;
  lookedAt: string | null;
  state: FolderState;
  device: string | null;
  watched: boolean;
  followLinks: boolean;
  /** Glob patterns. */
  excluded: string[];
}

export type FolderState = 'online' | 'offline' | 'unreadable';

interface StoredFolder extends Omit<FolderRow, 'watched' | 'followLinks' | 'excluded'> {
  watched: number;
  followLinks: number;
  excluded: string;
}

const columns = `id, path, added_at AS addedAt, looked_at AS lookedAt, state, device, watched,
  follow_links AS followLinks, excluded`;

const unpack = (row: StoredFolder): FolderRow => ({
  ...row,
  watched: row.watched === 1,
  followLinks: row.followLinks === 1,
  excluded: JSON.parse(row.excluded) as string[],
});

/** Sorted by path; empty in a library of an older version. */
export function listImportedFolders(db: ReadableDb): FolderRow[] {
  if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'folders'").get()) return [];
  return db.prepare<[], StoredFolder>(`SELECT ${columns} FROM folders ORDER BY path`).all().map(unpack);
}

export function getImportedFolder(db: ReadableDb, path: string): FolderRow | undefined {
  const row = db.prepare<[string], StoredFolder>(`SELECT ${columns} FROM folders WHERE path = ?`).get(path);
  return row && unpack(row);
}

export interface FolderOptions {
  followLinks: boolean;
  excluded: readonly string[];
}

/** Adds a folder, or replaces the options of a known one. */
export function putImportedFolder(db: WritableDb, path: string, options: FolderOptions): void {
  db.prepare(
    `INSERT INTO folders (path, added_at, follow_links, excluded) VALUES (@path, @now, @followLinks, @excluded)
     ON CONFLICT (path) DO UPDATE SET follow_links = @followLinks, excluded = @excluded`,
  ).run({
    path,
    now: new Date().toISOString(),
    followLinks: options.followLinks ? 1 : 0,
    excluded: JSON.stringify(options.excluded),
  });
}

/** Records the result of a walk; one that did not reach its end keeps the time of the last complete one. */
export function updateImportedFolder(
  db: WritableDb,
  path: string,
  look: { state: FolderState; device?: string; ended: boolean },
): void {
  db.prepare(
    `UPDATE folders SET state = @state, device = coalesce(@device, device),
       looked_at = CASE WHEN @ended THEN @now ELSE looked_at END WHERE path = @path`,
  ).run({
    path,
    state: look.state,
    device: look.device ?? null,
    ended: look.ended ? 1 : 0,
    now: new Date().toISOString(),
  });
}

export function setWatched(db: WritableDb, path: string, watched: boolean): void {
  db.prepare('UPDATE folders SET watched = ? WHERE path = ?').run(watched ? 1 : 0, path);
}

/** Sets what is left out of a folder. @param globs replaces the earlier patterns */
export function setExcluded(db: WritableDb, path: string, globs: readonly string[]): void {
  db.prepare('UPDATE folders SET excluded = ? WHERE path = ?').run(JSON.stringify(globs), path);
}

/** Removes a folder from the list; its photos stay. */
export function deleteImportedFolder(db: WritableDb, path: string): void {
  db.prepare('DELETE FROM folders WHERE path = ?').run(path);
}
