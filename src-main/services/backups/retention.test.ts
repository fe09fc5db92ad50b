import { expect, it } from 'vitest';
import type { BackupReason } from '../../contract/backups.ts';
import { toKeep } from './retention.ts';

const on = (day: string, reason: BackupReason = 'daily') => ({ reason, day });
const day = (back: number): string =>
  new Date(Date.UTC(2026, 10, 27) - back * 86_400_000).toISOString().slice(0, 10);

it('keeps the last backup of each of seven days and of four weeks', () => {
  const all = Array.from({ length: 60 }, (_, back) => on(day(back)));
  // 2026-11-27 is a Friday: the weeks before it end on the Sundays 2026-11-22, 15 and 8.
  const back = [0, 1, 2, 3, 4, 5, 6, 12, 19];
  expect(toKeep(all)).toEqual(back.map((days) => on(day(days))));
});

it('keeps the last of a day that had several', () => {
  const all = [
    { ...on(day(0)), n: 2 },
    { ...on(day(0)), n: 1 },
  ];
  expect(toKeep(all)).toEqual([all[0]]);
});

it('goes by the order and not by the date, for a clock may have been put back', () => {
  const all = [on('2019-01-01'), ...Array.from({ length: 20 }, (_, back) => on(day(back)))];
  expect(toKeep(all)[0]).toEqual(on('2019-01-01'));
  expect(toKeep(all).slice(1, 7)).toEqual(Array.from({ length: 6 }, (_, back) => on(day(back))));
});

it('keeps the last ones of each other reason, however many daily ones there are', () => {
  const reasons = [
    'asked',
    'asked',
    'asked',
    'asked',
    'removal',
    'removal',
    'removal',
    'migration',
    'migration',
  ];
  const all = [
    ...Array.from({ length: 9 }, (_, back) => on(day(back))),
    ...reasons.map((r) => on(day(99), r as BackupReason)),
  ];
  const kept = toKeep(all).map(({ reason }) => reason);
  expect(kept.filter((reason) => reason !== 'daily')).toEqual([
    'asked',
    'asked',
    'asked',
    'removal',
    'removal',
    'migration',
  ]);
});
