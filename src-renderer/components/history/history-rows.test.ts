import { expect, test } from 'vitest';
import type { EditEntry } from '../../../src-main/contract/edits.ts';
import { historyRows } from './history-rows.ts';

const at = '2026-01-01T00:00:00Z';
const settled = (id: number, undone = false): EditEntry =>
  ({ id, at, undone, summary: { kind: 'settled', distance: id / 100, minFaces: 2 } }) as EditEntry;
const named = (id: number): EditEntry =>
  ({ id, at, undone: false, summary: { kind: 'named', name: 'Ada', faces: 2 } }) as EditEntry;

test('moves of the slider that follow each other are one row, that of the newest', () => {
  const rows = historyRows([settled(5), settled(4), named(3), settled(2), settled(1)]);
  expect(rows.map(({ id, times }) => [id, times])).toEqual([
    [5, 2],
    [3, 1],
    [2, 2],
  ]);
});

test('those undone are not put together with those that count, nor other edits with each other', () => {
  const rows = historyRows([settled(4, true), settled(3), named(2), named(1)]);
  expect(rows.map(({ id, times }) => [id, times])).toEqual([
    [4, 1],
    [3, 1],
    [2, 1],
    [1, 1],
  ]);
});
