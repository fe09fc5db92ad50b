import { listRejections } from '../../db/corrections.ts';
import { listUncounted } from '../../db/counted.ts';
import { listLabels } from '../../db/labels.ts';
import type { ReadableDb } from '../../db/open.ts';
import { listPeople, nameKey } from '../../db/people.ts';
import { listProposals, type ProposalRow } from '../../db/proposals.ts';

/**
 * Names that are still to be confirmed, by face: of faces that the user has neither given to somebody nor
 * dismissed, and has not said to be somebody else.
 */
export function proposalsByFace(db: ReadableDb): Map<number, ProposalRow> {
  const settled = new Set([...listLabels(db).map(({ faceId }) => faceId), ...listUncounted(db)]);
  const refused = refusedNames(db);
  return new Map(
    listProposals(db)
      .filter(({ faceId, name }) => !settled.has(faceId) && !refused.has(faceId, name))
      .map((proposal) => [proposal.faceId, proposal]),
  );
}

/** Which names faces do not have, because the user said so. */
export function refusedNames(db: ReadableDb): { has(faceId: number, name: string): boolean } {
  const keys = new Map(listPeople(db).map(({ id, name }) => [id, nameKey(name)]));
  const pairs = new Set(listRejections(db).map(({ faceId, personId }) => `${faceId} ${keys.get(personId)}`));
  return { has: (faceId, name) => pairs.has(`${faceId} ${nameKey(name)}`) };
}
