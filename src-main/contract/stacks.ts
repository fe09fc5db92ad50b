import { z } from 'zod';
import { photoSummary } from './models.ts';

/**
 * Photos of one moment or of one picture: a burst, a bracket, or copies of other sizes. Lists that are asked for stacks
 * show its first photo alone.
 */
export const stack = z.object({
  /** The best shot first; at least two. */
  photos: z.array(photoSummary.extend({ path: z.string() })),
  /** True if the user chose the first photo. */
  chosen: z.boolean(),
});

export const stackPage = z.object({ stacks: z.array(stack), total: z.number().int() });

export type PhotoStack = z.infer<typeof stack>;
