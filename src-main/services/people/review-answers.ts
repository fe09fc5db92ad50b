import { type Edited, editedAs } from '../../contract/edits.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { Corrections } from '../corrections/corrections.ts';
import type { People } from './people.ts';

/** Approximate number of pairs kept apart by one answer. */
const pairsAtMost = 2000;

/**
 * Stores an answer to "Is this the same person?" as an edit. If neither group is known, a few faces of the smaller
 * are kept apart from all of the larger. Groups that are together at a distance nearly always stay together below it,
 * so that this suffices, and the number of rows does not grow with the product of the sizes.
 * @throws FamiliarError `not-found`, also where either has become part of another person
 */
export async function answerQuestion(
  people: People,
  corrections: Corrections,
  { a, b, same, distance }: { a: string; b: string; same: boolean; distance: number },
): Promise<Edited<Record<string, never>>> {
  if (a === b) throw new FamiliarError('bad-request', 'a question is about two people');
  if (same) return editedAs(await corrections.merge([a, b], distance), () => ({}));
  const [one, other] = await Promise.all([people.facesOf(a, distance), people.facesOf(b, distance)]);
  if (one.personId !== null) return corrections.reject(other.faceIds, a, distance);
  if (other.personId !== null) return corrections.reject(one.faceIds, b, distance);
  const [small, large] = one.faceIds.length <= other.faceIds.length ? [one, other] : [other, one];
  const few = Math.max(1, Math.floor(pairsAtMost / large.faceIds.length));
  return corrections.reject(small.faceIds.slice(0, few), large === one ? a : b, distance);
}
