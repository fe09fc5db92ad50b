import { listRejections } from '../../db/corrections.ts';
import { listUncounted } from '../../db/counted.ts';
import { listLabels } from '../../db/labels.ts';
import type { ReadableDb } from '../../db/open.ts';
import { listPeople, nameKey } from '../../db/people.ts';
import { listProposals, type ProposalRow } from '../../db/proposals.ts';

/** Open proposals by face: faces that are neither labelled nor dismissed, without a rejection from that person. */
export function proposalsByFace(db: ReadableDb): Map<number, ProposalRow> {
  const settled = new Set([...listLabels(db).map(({ faceId }) => faceId), ...listUncounted(db)]);
  const refused = refusedNames(db);
  return new Map(
    listProposals(db)
      .filter(({ faceId, name }) => !settled.has(faceId) && !refused.has(faceId, name))
      .map((proposal) => [proposal.faceId, proposal]),
  );
}

/** Names rejected for faces by the user. */
export function refusedNames(db: ReadableDb): { has(faceId: number, name: string): boolean } {
  const keys = new Map(listPeople(db).map(({ id, name }) => [id, nameKey(name)]));
  const pairs = new Set(listRejections(db).map(({ faceId, personId }) => `${faceId} ${keys.get(personId)}`));
  return { has: (faceId, name) => pairs.has(`${faceId} ${nameKey(name)}`) };
}
