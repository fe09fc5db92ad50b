import { z } from 'zod';

/**
 * Public id of a person: `p<n>` for one the user has named, put together, split off or hidden (row n of people, for
 * good), `c<n>` for a cluster of which nothing was said, where n is its lowest face id, so that it stays the same while
 * only other clusters change.
 */
export const personId = z.string().regex(/^[pc][1-9][0-9]*$/);
export type PersonId = z.infer<typeof personId>;

/** A person with a row, or a cluster. */
export type ParsedPersonId = { row: number; lowestFace: null } | { row: null; lowestFace: number };

export const isPersonId = (text: string): text is PersonId => personId.safeParse(text).success;

/** True for a cluster, about which the user has said nothing. */
export const isCluster = (id: PersonId): boolean => id.startsWith('c');

/** Reads a public id, as {@link personId} describes it. */
export function parsePersonId(id: PersonId): ParsedPersonId {
  const number = Number(id.slice(1));
  return isCluster(id) ? { row: null, lowestFace: number } : { row: number, lowestFace: null };
}

/** Public id of a row of people. */
export const formatPersonRow = (row: number): PersonId => `p${row}`;

/** Public id of a cluster by its lowest face. */
export const formatCluster = (lowestFace: number): PersonId => `c${lowestFace}`;
