import { uint8At } from '../common/typed-arrays.ts';
import type { Measure } from './measure.ts';
import type { GraphRows } from './neighbour-graph.ts';

/** Properties of each point besides its neighbours. */
export interface PointFacts {
  /** Photo of each face. Points with the same number are hardly one person [Note: Faces of one photo]. */
  photos: Uint32Array;
  /** 1 for a point that must not start a cluster [Note: Low-quality faces]. */
  lowQuality: Uint8Array;
  /**
   * Person that the user gave the point to, from 1; 0 for none. The points of one person are always together.
   */
  people: Int32Array;
  /** 1 for a point that is excluded from all trees. */
  dismissed: Uint8Array;
  /**
   * Degree to which each face is that of a small child, in 255ths [Note: Small children]; 0 for all if
   * absent.
   */
  young?: Uint8Array | undefined;
}

/** Everything that the grouping depends on. */
export interface LinkageInput {
  rows: GraphRows;
  facts: PointFacts;
  /** Cannot-link pairs: points that the user said are different people. */
  apart: readonly (readonly [number, number])[];
  measure: Measure;
}

/**
 * [Note: Faces of one photo] Two faces of one photo are two people, except in a collage, before a mirror, or
 * where one of them is in the wrong group. If such a pair were a strict constraint, one collage or one
 * misplaced face of a crowd would keep all photos of a person in two groups for good. So a pair counts as
 * much against one person as a pair of nearly equal faces counts for it: hundreds of similar faces outweigh
 * one such pair, and two sisters who are in ten photos together stay apart. Labels of the user apply to these
 * faces as to all.
 */

/**
 * [Note: Small children] No network here separates small children as well as adults: the faces of two
 * toddlers are as near as two photos of one man. The degree to which a face is that of a small child can be
 * estimated from its vector (`youth.ts`). Two such faces are treated as further apart by a multiple of the
 * smaller degree. So one distance suits a library of parents and children.
 */
export function strictDistance(
  { facts, measure }: LinkageInput,
  a: number,
  b: number,
  distance: number,
): number {
  const { young } = facts;
  return young
    ? distance + (measure.strictness * Math.min(uint8At(young, a), uint8At(young, b))) / 255
    : distance;
}

/**
 * [Note: Low-quality faces] The vectors of blurred, tiny and half-hidden faces are near each other, whoever
 * they show. On their own they would form false people and bridge real ones. So two low-quality points have
 * no edge, and one has almost no weight beside a good point: it joins the cluster that it is similar to, and
 * does not affect what that cluster is similar to. A low-quality point that is similar to no good one stays
 * alone and is left out.
 *
 * This is the weight of a low-quality point; a good one weighs 1.
 */
export const lowQualityMass = 1e-6;

export const massOf = ({ lowQuality }: PointFacts, point: number): number =>
  lowQuality[point] ? lowQualityMass : 1;
