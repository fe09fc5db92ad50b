import { visibleText } from '../../../src-main/contract/visible-text.ts';
import type { ImportProgress, LeftOutOfImport } from '../../../src-main/contract/models.ts';
import { en } from '../../i18n/en.ts';

/** What to say about an import that is over. */
export function summaryOf(progress: ImportProgress): string[] {
  const changes = changesOf(progress);
  return [...newsOf(progress, changes.length > 0), ...changes];
}

function newsOf({ photos, faces, skipped, failed, seconds }: ImportProgress, hasChanges: boolean): string[] {
  if (photos === 0 && skipped > 0) return [en.import.nothingNew(skipped)];
  if (photos === 0) return failed > 0 || hasChanges ? [] : [en.import.nothingFound];
  const known = skipped > 0 ? [en.import.known(skipped)] : [];
  return [en.import.summary(photos, faces, seconds), ...known];
}

/** What has become of photos that were known, and what was not imported. */
function changesOf(progress: ImportProgress): string[] {
  const { missing, moved, returned, updated, leftOut, offline, unreadable } = progress;
  const reasons = Object.entries(leftOut) as [LeftOutOfImport, number][];
  return [
    missing > 0 && en.import.missing(missing),
    moved > 0 && en.import.moved(moved),
    returned > 0 && en.import.returned(returned),
    updated > 0 && en.import.updated(updated),
    reasons.length > 0 && en.import.leftOut(reasons),
    ...offline.map((path) => en.import.offline(visibleText(path))),
    unreadable.length === 1 && en.import.unreadableFolder(visibleText(unreadable[0])),
    unreadable.length > 1 && en.import.unreadable(unreadable.length),
  ].filter((line) => line !== false);
}
