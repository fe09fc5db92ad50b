import { visibleText } from '../../../src-main/contract/visible-text.ts';
import type { ImportProgress, LeftOutOfImport } from '../../../src-main/contract/models.ts';
import { duration } from '../../i18n/format.ts';
import { t } from '../../i18n/messages.ts';

/** Summary of a finished import. */
export function summaryOf(progress: ImportProgress): string[] {
  const changes = changesOf(progress);
  return [...newsOf(progress, changes.length > 0), ...changes];
}

function newsOf(
  { photos, films, faces, skipped, failed, seconds }: ImportProgress,
  hasChanges: boolean,
): string[] {
  if (films > 0) {
    const known = skipped > 0 ? [t('import.known', { n: skipped })] : [];
    return [t('import.summaryFilms', { photos, films, faces, time: duration(seconds) }), ...known];
  }
  if (photos === 0 && skipped > 0) return [t('import.nothingNew', { n: skipped })];
  if (photos === 0) return failed > 0 || hasChanges ? [] : [t('import.nothingFound')];
  const known = skipped > 0 ? [t('import.known', { n: skipped })] : [];
  return [t('import.summary', { photos: photos, faces: faces, time: duration(seconds) }), ...known];
}

/** Changes of known photos, and files that were not imported. */
function changesOf(progress: ImportProgress): string[] {
  const { missing, moved, returned, updated, leftOut, offline, unreadable } = progress;
  const reasons = Object.entries(leftOut) as [LeftOutOfImport, number][];
  return [
    missing > 0 && t('import.missing', { n: missing }),
    moved > 0 && t('import.moved', { n: moved }),
    returned > 0 && t('import.returned', { n: returned }),
    updated > 0 && t('import.updated', { n: updated }),
    reasons.length > 0 && leftOutOf(reasons),
    ...offline.map((path) => t('import.offline', { path: visibleText(path) })),
    ...unreadable
      .slice(0, unreadable.length === 1 ? 1 : 0)
      .map((path) => t('import.unreadableFolder', { path: visibleText(path) })),
    unreadable.length > 1 && t('import.unreadable', { n: unreadable.length }),
  ].filter((line) => line !== false);
}

/** `4 left out: 3 thumbnails of other programs, 1 excluded by you`. */
function leftOutOf(reasons: readonly [LeftOutOfImport, number][]): string {
  const told = reasons.map(([reason, n]) => t(`import.leftOutReasons.${reason}`, { n }));
  return t('import.leftOut', { n: reasons.reduce((sum, [, n]) => sum + n, 0), reasons: told.join(', ') });
}
