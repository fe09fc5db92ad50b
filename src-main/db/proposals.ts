import type { ReadableDb, WritableDb } from './open.ts';

/** Where a name was read: in the photo itself, in a file beside it, or in a file that Familiar exported. */
export type ProposalSource = 'photo' | 'sidecar' | 'export';

/** A name that nobody has confirmed. */
export interface ProposalRow {
  faceId: number;
  name: string;
  source: ProposalSource;
}

/** By face; none in a library that an older Familiar wrote. */
export function listProposals(db: ReadableDb): ProposalRow[] {
  if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'proposals'").get()) return [];
  const sql = 'SELECT face_id AS faceId, name, source FROM proposals ORDER BY face_id';
  return db.prepare<[], ProposalRow>(sql).all();
}

/** Proposes a name; one that was proposed for the face before gives way. */
export function putProposal(db: WritableDb, { faceId, name, source }: ProposalRow): void {
  db.prepare('INSERT OR REPLACE INTO proposals (face_id, name, source) VALUES (?, ?, ?)').run(
    faceId,
    name,
    source,
  );
}

export function deleteProposals(db: WritableDb, faceIds: readonly number[]): void {
  const sql = 'DELETE FROM proposals WHERE face_id IN (SELECT value FROM json_each(?))';
  db.prepare<[string]>(sql).run(JSON.stringify(faceIds));
}
