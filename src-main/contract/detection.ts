import { z } from 'zod';
import { box, failure, rowId } from './models.ts';

/**
 * How easily something is taken for a face: `cautious` finds fewer false faces, `thorough` more blurred, hidden and turned
 * ones.
 */
export const sensitivity = z.enum(['cautious', 'usual', 'thorough']);

/** Faces of a photo that a look with another sensitivity finds, or does not find any more. */
export const photoDifference = z.object({
  id: rowId,
  /** File name without folders. */
  name: z.string(),
  /** Boxes of faces that the library does not have. */
  comes: z.array(box),
  /** Faces that would not count any more. Those that the user named or drew stay. */
  goes: z.array(rowId),
});

export const detectionPreview = z.object({
  sensitivity,
  /** Photos that were looked at. */
  looked: z.number().int(),
  comes: z.number().int(),
  goes: z.number().int(),
  /** Photos with a difference. */
  photos: z.array(photoDifference),
});

export const lookedAgain = z.object({
  sensitivity,
  looked: z.number().int(),
  came: z.number().int(),
  went: z.number().int(),
  failed: z.array(failure),
});

export type Sensitivity = z.infer<typeof sensitivity>;
export type PhotoDifference = z.infer<typeof photoDifference>;
export type DetectionPreview = z.infer<typeof detectionPreview>;
export type LookedAgain = z.infer<typeof lookedAgain>;
