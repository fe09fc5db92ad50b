import type { Measure } from './measure.ts';
import type { GraphRows } from './neighbour-graph.ts';

/** What is known of each point besides its neighbours. */
export interface PointFacts {
  /** A face's photo. Points with the same number are hardly one person [Note: Faces of one photo]. */
  photos: Uint32Array;
  /** 1 for a point that must not start a cluster [Note: Low-quality faces]. */
  lowQuality: Uint8Array;
  /** Who it is because the user said so, from 1; 0 where they did not. One person's points are always together. */
  people: Int32Array;
  /** 1 for a point that is to be in no tree. */
  dismissed: Uint8Array;
  /** How much of a small child each is, in 255ths [Note: Small children]; nobody is where it is not given. */
  young?: Uint8Array;
}

/** All that groups depend on. */
export interface LinkageInput {
  rows: GraphRows;
  facts: PointFacts;
  /** Pairs of points that are not one person because the user said so. */
  apart: readonly (readonly [number, number])[];
  measure: Measure;
}

/**
 * [Note: Faces of one photo] Two faces of one photo are two people, but in a collage, before a mirror, or where one of
 * them is with the wrong group. Were such a pair infinitely unlike, then one collage, or one face of a crowd in the wrong
 * place, would keep all photos of a person in two groups for good. So it counts as much against as a pair of all but
 * equal faces counts for being one person: hundreds of alike faces outweigh one such pair, two sisters who are in ten
 * photos together stay apart. What the user says of them holds as of all faces.
 */

/**
 * [Note: Small children] No network here tells small children apart as it tells adults: the faces of two toddlers are as
 * near as two photos of one man. How much of a small child a face shows can be read off its vector (youth.ts), and two
 * faces that both do are taken to be so much further apart. So one distance suits a library of parents and children.
 */
export function strictDistance(
  { facts, measure }: LinkageInput,
  a: number,
  b: number,
  distance: number,
): number {
  const { young } = facts;
  return young ? distance + (measure.strictness * Math.min(young[a], young[b])) / 255 : distance;
}

/**
 * [Note: Low-quality faces] The vectors of blurred, tiny and half-hidden faces draw near each other whoever they show:
 * left to themselves they form people of their own, and bridge those of others. So two poor points are no edge,
 * and one weighs next to nothing beside a good one: it joins the cluster that it is like, and tells nothing about
 * whom that is like. A poor point that is like no good one stays alone, and is left out.
 *
 * This is the weight of one beside a good point's 1.
 */
export const lowQualityMass = 1e-6;

export const massOf = ({ lowQuality }: PointFacts, point: number): number =>
  lowQuality[point] ? lowQualityMass : 1;
