import type { ReadableDb, WritableDb } from './open.ts';

/** A folder that was imported: see the migration of files on disk. */
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
  /** Globs. */
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

/** By path; none in a library that an older Familiar wrote. */
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

/** Remembers a folder; one that is remembered takes the options that it is given now. */
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

/** Notes what a walk of a folder came to; one that did not reach its end leaves the time of the last that did. */
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

/** Says what is left out of a folder. @param globs instead of what was left out before */
export function setExcluded(db: WritableDb, path: string, globs: readonly string[]): void {
  db.prepare('UPDATE folders SET excluded = ? WHERE path = ?').run(JSON.stringify(globs), path);
}

/** Forgets a folder; the photos in it stay as they are. */
export function deleteImportedFolder(db: WritableDb, path: string): void {
  db.prepare('DELETE FROM folders WHERE path = ?').run(path);
}
