import type { DismissedFace } from '../../contract/removals.ts';
import { countDismissed, listDismissedFaces } from '../../db/dismissed.ts';
import type { Edited } from '../../contract/edits.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { ReadableDb } from '../../db/open.ts';
import type { Corrections } from './corrections.ts';

/** Dismissed detections, newest first. */
export const listNoFaces = (
  db: ReadableDb,
  photoId: number | undefined,
  limit: number,
): { faces: DismissedFace[]; total: number } => ({
  faces: listDismissedFaces(db, { photoId }, limit),
  total: countDismissed(db, photoId),
});

/**
 * Restores dismissed detections, as an edit.
 * @throws FamiliarError `not-found` where one of them was not dismissed
 */
export function restoreFaces(
  db: ReadableDb,
  corrections: Corrections,
  faces: readonly number[],
): Promise<Edited<Record<string, never>>> {
  return corrections.make(async () => (edit) => {
    const dismissed = new Set(listDismissedFaces(db, { among: faces }, -1).map(({ id }) => id));
    const other = faces.find((faceId) => !dismissed.has(faceId));
    if (other !== undefined) throw new FamiliarError('not-found', `there is no dismissed face ${other}`);
    for (const faceId of dismissed) edit.patch('faces', [faceId], { dismissed: 0 });
    return { summary: { kind: 'restored', faces: dismissed.size }, result: {} };
  });
}
