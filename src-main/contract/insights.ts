import { z } from 'zod';
import { distance, leftOutReason, rowId } from './models.ts';
import { personId } from './person-id.ts';

const count = z.number().int().min(0);
const name = z.string().nullable();

/** Two parts of a person's faces, the larger first. */
export const splitProposal = z.object({
  /** Most typical faces first. Null if there is no (further) proposal. */
  sides: z.tuple([z.array(rowId), z.array(rowId)]).nullable(),
  /** Distance at which the two sides merge; null if they never do. */
  distance: distance.nullable(),
  /** True if another proposal follows. */
  more: z.boolean(),
});

/** Changes among the people shown if another distance were in force. Hidden people are left out. */
export const groupingPreview = z.object({
  people: z.object({ from: count, to: count }),
  /** People who would merge with others. */
  joined: count,
  /** People whose faces would no longer be in one group. */
  split: count,
  /** Named people whose faces would change, the largest change first. */
  named: z.object({ names: z.array(z.string()), more: count }),
});

/** Histogram of the distances at which clusters merge. */
export const mergeHeights = z.object({
  /** Start of the first bin, and the width of each. */
  least: distance,
  step: z.number().positive(),
  counts: z.array(count),
});

/** One of two groups that may be one person. */
export const reviewSide = z.object({
  id: personId,
  name,
  /** The most recognisable faces: confirmed ones first, then the most prominent. */
  faces: z.array(rowId).min(1).max(4),
  /** The photo of each of these faces. */
  photos: z.array(rowId).min(1).max(4),
  /** Number of faces of this side. */
  total: count,
});

export const reviewQuestion = z.object({
  a: reviewSide,
  b: reviewSide,
  /** Distance at which the two would merge. */
  distance,
});

export const reviewPage = z.object({
  /** Questions, the most informative first. */
  questions: z.array(reviewQuestion),
  /** Number of all open questions at this distance. */
  remaining: count,
});

const faceNearby = z.object({
  id: rowId,
  photoId: rowId,
  distance,
  /** True if the user labelled it. */
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
  /** Group of the face; without faces if it is alone. */
  own: groupNearby,
  /** The nearest other group; null if none is near. */
  other: groupNearby.nullable(),
  /** True if the user labelled the face as this person. */
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
