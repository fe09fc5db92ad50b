import type { BackupReason } from '../../contract/backups.ts';

/** Days, and weeks, whose last daily backup is kept. */
const days = 7;
const weeks = 4;
/** Backups made for any other reason that are kept, of each. */
const ofEachReason: Record<Exclude<BackupReason, 'daily'>, number> = {
  asked: 3,
  restore: 2,
  removal: 2,
  migration: 1,
  'model-switch': 1,
};

/** What the rule goes by. */
export interface Dated {
  reason: BackupReason;
  /** `2026-11-27`. */
  day: string;
}

/**
 * The backups to keep. Which one is newer is told by the order alone, for a clock may have been put back.
 * @param newestFirst in the order in which they were made, the last one first
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

/** The Monday of the week that a day is in. */
function weekOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}
