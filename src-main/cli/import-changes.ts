import type { ImportProgress, LeftOutOfImport } from '../contract/models.ts';
import { oneLine } from '../contract/visible-text.ts';
import type { ImportTally } from '../services/imports/tally.ts';
import { count } from './words.ts';

/** Phrases that follow a number of photos. */
const leftOutWords: Record<LeftOutOfImport, string> = {
  thumbnails: 'thumbnails of other programs',
  'app-data': 'kept by other programs for themselves',
  trash: 'in the trash',
  snapshot: 'in snapshots of the folder',
  hidden: 'hidden',
  nomedia: 'in folders with a .nomedia',
  link: 'behind symbolic links (--follow-links takes them)',
  'not-a-file': 'that are no files',
  excluded: 'excluded by you',
};

type Changes = Pick<
  ImportProgress,
  'missing' | 'returned' | 'moved' | 'updated' | 'leftOut' | 'offline' | 'unreadable'
> & { cutShort?: number };

/** Changes found by an import, as its report states them. */
export function importCounts(tally: ImportTally) {
  const { photos, films, faces, skipped, failed, missing, returned, moved, updated } = tally;
  const { leftOut, offline, unreadable, cutShort } = tally;
  const counts = { photos, films, faces, skipped, failed, missing, returned, moved, updated, cutShort };
  return { ...counts, leftOut, offline, unreadable };
}

/** Changes beside new photos, a line each. */
export function describeChanges(changes: Changes): string[] {
  const { missing, returned, moved, updated, leftOut, offline, unreadable, cutShort = 0 } = changes;
  const lines: string[] = [];
  if (cutShort > 0) {
    lines.push(
      `${count(cutShort, 'photo lacks', 'photos lack')} the end of the file, and counts as far as it goes.`,
    );
  }
  if (updated > 0) {
    lines.push(`${count(updated, 'photo was', 'photos were')} changed by another program; names were kept.`);
  }
  if (moved > 0) lines.push(`${count(moved, 'photo was', 'photos were')} moved.`);
  if (returned > 0) lines.push(`${count(returned, 'photo is', 'photos are')} back that had been missing.`);
  if (missing > 0) {
    lines.push(`${count(missing, 'photo is', 'photos are')} missing: no file is there. Names are kept.`);
  }
  for (const path of offline)
    lines.push(`${oneLine(path)} is not there (offline); its photos stay as they are.`);
  for (const path of unreadable)
    lines.push(`${oneLine(path)} could not be read; its photos stay as they are.`);
  const reasons = Object.entries(leftOut) as [LeftOutOfImport, number][];
  if (reasons.length > 0) {
    const total = reasons.reduce((sum, [, photos]) => sum + photos, 0);
    const parts = reasons.map(([reason, photos]) => `${photos} ${leftOutWords[reason]}`);
    lines.push(`${count(total, 'file was', 'files were')} left out: ${parts.join(', ')}.`);
  }
  return lines;
}
