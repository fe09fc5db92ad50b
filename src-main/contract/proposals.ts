import { z } from 'zod';
import { rowId } from './models.ts';
import { personId } from './person-id.ts';

/** Source of a name: the photo itself, a file beside it, or a file that Familiar exported. */
export const proposalSource = z.enum(['photo', 'sidecar', 'export']);

/** A name that files give to faces of one group. */
export const nameProposal = z.object({
  /** Person or cluster of the faces. */
  id: personId,
  /** Name of that person; null for none. */
  name: z.string().nullable(),
  proposed: z.string(),
  sources: z.array(proposalSource).min(1),
  /** Some of the faces that the name is proposed for. */
  faces: z.array(rowId).min(1).max(4),
  /** Number of all faces that the name is proposed for. */
  total: z.number().int().min(1),
  /** True if accepting it names the whole group: the group has no name, and no other name is proposed for it. */
  whole: z.boolean(),
});

/** Key of a proposal: the person or cluster, and the proposed name. */
export const proposalKey = nameProposal.pick({ id: true, proposed: true });

/** Names that other programs give to a photo without a position, and its faces without a name. */
export const askedNames = z.object({
  photoId: rowId,
  names: z.array(z.string()).min(1),
  /** Faces of the photo without a name. */
  faces: z.array(rowId).min(1),
});

export type AskedNames = z.infer<typeof askedNames>;
export type NameProposal = z.infer<typeof nameProposal>;
export type ProposalKey = z.infer<typeof proposalKey>;
