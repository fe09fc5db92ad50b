import type { z } from 'zod';
import type { proposalSource } from '../contract/proposals.ts';
import type { ReadableDb, WritableDb } from './open.ts';

export type ProposalSource = z.infer<typeof proposalSource>;

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
