import { z } from 'zod';
import { rowId } from './models.ts';
import { personId } from './person-id.ts';

/** Where a name was read: in the photo itself, in a file beside it, or in a file that Familiar exported. */
export const proposalSource = z.enum(['photo', 'sidecar', 'export']);

/** A name that other data than the user's word gives to faces of one group. */
export const nameProposal = z.object({
  /** Whom the faces are with. */
  id: personId,
  /** Name of whom they are with; null where they have none. */
  name: z.string().nullable(),
  proposed: z.string(),
  sources: z.array(proposalSource).min(1),
  /** Faces that the name is proposed for; some of them. */
  faces: z.array(rowId).min(1).max(4),
  /** Number of all faces that the name is proposed for. */
  total: z.number().int().min(1),
  /** True if accepting it names the whole group: the group has no name, and no other name is proposed for it. */
  whole: z.boolean(),
});

/** Names one proposal: who the faces are with, and what they are called. */
export const proposalKey = nameProposal.pick({ id: true, proposed: true });

/** People who are in a photo as other programs say, none of whom is known to be one of these faces. */
export const askedNames = z.object({
  photoId: rowId,
  names: z.array(z.string()).min(1),
  /** Faces in it that have no name. */
  faces: z.array(rowId).min(1),
});

export type AskedNames = z.infer<typeof askedNames>;
export type NameProposal = z.infer<typeof nameProposal>;
export type ProposalKey = z.infer<typeof proposalKey>;
