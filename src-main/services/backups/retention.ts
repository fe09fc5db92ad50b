import type { BackupReason } from '../../contract/backups.ts';

/** Days and weeks of which the last daily backup is kept. */
const days = 7;
const weeks = 4;
/** Backups kept for each other reason. */
const ofEachReason: Record<Exclude<BackupReason, 'daily'>, number> = {
  asked: 3,
  restore: 2,
  removal: 2,
  migration: 1,
  'model-switch': 1,
};

/** Facts that the rule uses. */
export interface Dated {
  reason: BackupReason;
  /** `2026-11-27`. */
  day: string;
}

/**
 * The backups to keep. Order alone tells which one is newer: a clock may have been set back.
 * @param newestFirst backups in reverse order of creation
 */
export function toKeep<T extends Dated>(newestFirst: readonly T[]): T[] {
  const seenDays = new Set<string>();
  const seenWeeks = new Set<string>();
  const counted = new Map<BackupReason, number>();
  return newestFirst.filter(({ reason, day }) => {
    if (reason === 'daily') {
      const isOfDay = !seenDays.has(day) && seenDays.size < days;
      const week = weekOf(day);
      const isOfWeek = !seenWeeks.has(week) && seenWeeks.size < weeks;
      if (isOfDay) seenDays.add(day);
      if (isOfWeek) seenWeeks.add(week);
      return isOfDay || isOfWeek;
    }
    const count = (counted.get(reason) ?? 0) + 1;
    counted.set(reason, count);
    return count <= ofEachReason[reason];
  });
}

/** Monday of a day's week. */
function weekOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}
