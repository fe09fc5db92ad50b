import { listRejections } from '../db/corrections.ts';
import { listUncounted } from '../db/counted.ts';
import { listLabels } from '../db/labels.ts';
import type { ReadableDb } from '../db/open.ts';
import { listPeople, nameKey } from '../db/people.ts';
import { listProposals, type ProposalRow } from '../db/proposals.ts';

/**
 * Names that are still to be confirmed, by face: of faces that the user has neither given to somebody nor
 * dismissed, and has not said to be somebody else.
 */
export function proposalsByFace(db: ReadableDb): Map<number, ProposalRow> {
  const settled = new Set([...listLabels(db).map(({ faceId }) => faceId), ...listUncounted(db)]);
  const keys = new Map(listPeople(db).map(({ id, name }) => [id, nameKey(name)]));
  const refused = new Set(
    listRejections(db).map(({ faceId, personId }) => `${faceId} ${keys.get(personId)}`),
  );
  return new Map(
    listProposals(db)
      .filter(({ faceId, name }) => !settled.has(faceId) && !refused.has(`${faceId} ${nameKey(name)}`))
      .map((proposal) => [proposal.faceId, proposal]),
  );
}
