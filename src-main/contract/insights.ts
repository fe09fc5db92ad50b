import { z } from 'zod';
import { distance, leftOutReason, rowId } from './models.ts';
import { personId } from './person-id.ts';

const count = z.number().int().min(0);
const name = z.string().nullable();

/** Two parts of a person's faces, the larger first. */
export const splitProposal = z.object({
  /** Most typical faces first. Null where there is nothing (more) to part. */
  sides: z.tuple([z.array(rowId), z.array(rowId)]).nullable(),
  /** From which on the two come together; null where they do at no distance. */
  distance: distance.nullable(),
  /** True if another proposal follows. */
  more: z.boolean(),
});

/** Changes among the people shown if another distance were in force. Hidden people are left out. */
export const groupingPreview = z.object({
  people: z.object({ from: count, to: count }),
  /** People who would be one person with somebody else. */
  joined: count,
  /** People whose faces would no longer all be together. */
  split: count,
  /** People with a name whose faces would be others, those of whom most changes first. */
  named: z.object({ names: z.array(z.string()), more: count }),
});

/** Histogram of the distances at which clusters merge. */
export const mergeHeights = z.object({
  /** Distance at which the first bin begins, and how wide each is. */
  least: distance,
  step: z.number().positive(),
  counts: z.array(count),
});

/** One of two groups that may be one person. */
export const reviewSide = z.object({
  id: personId,
  name,
  /** Those that show best who it is: confirmed before others, most prominent first. */
  faces: z.array(rowId).min(1).max(4),
  /** The photo of each of these faces. */
  photos: z.array(rowId).min(1).max(4),
  /** Number of faces of this side. */
  total: count,
});

export const reviewQuestion = z.object({
  a: reviewSide,
  b: reviewSide,
  /** From which distance on the two would be one person. */
  distance,
});

export const reviewPage = z.object({
  /** Those whose answers tell most first. */
  questions: z.array(reviewQuestion),
  /** Number of all open questions at this distance. */
  remaining: count,
});

const faceNearby = z.object({
  id: rowId,
  photoId: rowId,
  distance,
  /** The user said whose it is. */
  confirmed: z.boolean(),
});

const groupNearby = z.object({
  id: personId,
  name,
  /** Confirmed ones first, then the nearest. */
  faces: z.array(faceNearby),
});

/** Evidence for the group of a face. */
export const whyHere = z.object({
  /** The group it is in; without faces where it is alone. */
  own: groupNearby,
  /** The nearest other group; null where nobody is near. */
  other: groupNearby.nullable(),
  /** The user said that the face is this person's. */
  confirmed: z.boolean(),
  leftOut: leftOutReason.nullable(),
});

export type SplitProposal = z.infer<typeof splitProposal>;
export type GroupingPreview = z.infer<typeof groupingPreview>;
export type MergeHeights = z.infer<typeof mergeHeights>;
export type ReviewSide = z.infer<typeof reviewSide>;
export type ReviewQuestion = z.infer<typeof reviewQuestion>;
export type ReviewPage = z.infer<typeof reviewPage>;
export type FaceNearby = z.infer<typeof faceNearby>;
export type WhyHere = z.infer<typeof whyHere>;
