import type { z } from 'zod';
import type { proposalSource } from '../contract/proposals.ts';
import type { ReadableDb, WritableDb } from './open.ts';
import { nameKey } from './people.ts';

export type ProposalSource = z.infer<typeof proposalSource>;

/** A name that nobody has confirmed. */
export interface ProposalRow {
  faceId: number;
  name: string;
  source: ProposalSource;
}

/** Sorted by face; empty in a library of an older version. */
export function listProposals(db: ReadableDb): ProposalRow[] {
  if (!hasTable(db, 'proposals')) return [];
  const sql = 'SELECT face_id AS faceId, name, source FROM proposals ORDER BY face_id';
  return db.prepare<[], ProposalRow>(sql).all();
}

/** True if any file holds a name that the user has not declined. */
export const hasProposals = (db: ReadableDb): boolean =>
  ['proposals', 'unplaced_names'].some(
    (table) => hasTable(db, table) && db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined,
  );

/** Proposes a name, replacing an earlier proposal for the face. */
export function putProposal(db: WritableDb, { faceId, name, source }: ProposalRow): void {
  db.prepare('INSERT OR REPLACE INTO proposals (face_id, name, source) VALUES (?, ?, ?)').run(
    faceId,
    name,
    source,
  );
}

/** A name in a photo's metadata without a position. */
export interface UnplacedName {
  photoId: number;
  name: string;
  source: ProposalSource;
}

/** Sorted by photo, including declined ones; empty in a library of an older version. */
export function listUnplaced(db: ReadableDb): UnplacedName[] {
  if (!hasTable(db, 'unplaced_names')) return [];
  const sql = 'SELECT photo_id AS photoId, name, source FROM unplaced_names ORDER BY photo_id, name_key';
  return db.prepare<[], UnplacedName>(sql).all();
}

/** Names that must not be proposed for a photo again. */
export function listDeclined(db: ReadableDb): { photoId: number; key: string }[] {
  if (!hasTable(db, 'declined_names')) return [];
  const sql = 'SELECT photo_id AS photoId, name_key AS key FROM declined_names';
  return db.prepare<[], { photoId: number; key: string }>(sql).all();
}

export const declinedOf = (db: ReadableDb, photoId: number): Set<string> =>
  new Set(
    db
      .prepare<[number], string>('SELECT name_key FROM declined_names WHERE photo_id = ?')
      .pluck()
      .all(photoId),
  );

/** Copies the declined names of one photo to another. */
export function moveDeclined(db: WritableDb, from: number, to: number): void {
  db.prepare('UPDATE OR IGNORE declined_names SET photo_id = ? WHERE photo_id = ?').run(to, from);
}

/** Deletes names read from a photo and its companions. Names from an exported file stay. */
export function forgetWritten(db: WritableDb, photoId: number): void {
  db.prepare(
    `DELETE FROM proposals WHERE source <> 'export' AND face_id IN (SELECT id FROM faces WHERE photo_id = ?)`,
  ).run(photoId);
  db.prepare('DELETE FROM unplaced_names WHERE photo_id = ?').run(photoId);
}

/** Proposes a name, unless one is proposed for the face already. */
export function addProposal(db: WritableDb, { faceId, name, source }: ProposalRow): void {
  db.prepare('INSERT OR IGNORE INTO proposals (face_id, name, source) VALUES (?, ?, ?)').run(
    faceId,
    name,
    source,
  );
}

export function addUnplaced(db: WritableDb, { photoId, name, source }: UnplacedName): void {
  db.prepare(
    'INSERT OR IGNORE INTO unplaced_names (photo_id, name_key, name, source) VALUES (?, ?, ?, ?)',
  ).run(photoId, nameKey(name), name, source);
}

const hasTable = (db: ReadableDb, name: string): boolean =>
  db.prepare<[string]>('SELECT 1 FROM sqlite_schema WHERE name = ?').get(name) !== undefined;
