import type { EditEntry } from '../../../src-main/contract/edits.ts';

/** An entry of the history, and the number of consecutive entries that it represents. */
export type HistoryRow = EditEntry & { times: number };

/**
 * Combines consecutive changes of the grouping: the slider makes many, and only the last one counts.
 * @param entries newest first
 */
export function historyRows(entries: readonly EditEntry[]): HistoryRow[] {
  const rows: HistoryRow[] = [];
  for (const entry of entries) {
    const later = rows.at(-1);
    const isSame = later?.summary.kind === 'settled' && entry.summary.kind === 'settled';
    if (isSame && later.undone === entry.undone) later.times++;
    else rows.push({ ...entry, times: 1 });
  }
  return rows;
}
