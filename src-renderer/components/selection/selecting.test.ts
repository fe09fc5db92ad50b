import { expect, test } from 'vitest';
import { extended, stillThere, toggled } from './selecting.ts';

const letters = ['a', 'b', 'c', 'd', 'e'];
const idAt = (index: number) => letters[index];

test('an item goes in and out', () => {
  expect([...toggled(new Set(), 'a')]).toEqual(['a']);
  expect([...toggled(new Set(['a', 'b']), 'a')]).toEqual(['b']);
});

test('a range goes both ways from its anchor', () => {
  const none = new Set<string>();
  expect([...extended(none, { anchor: 1, reached: 1, to: 3 }, idAt)]).toEqual(['b', 'c', 'd']);
  expect([...extended(none, { anchor: 3, reached: 3, to: 1 }, idAt)]).toEqual(['b', 'c', 'd']);
});

test('a range that shrinks lets go of what it had reached, and of nothing else', () => {
  const selected = new Set(['e', 'a', 'b', 'c']);
  expect([...extended(selected, { anchor: 0, reached: 2, to: 1 }, idAt)]).toEqual(['e', 'a', 'b']);
});

test('a range leaves out what is not loaded', () => {
  expect([...extended(new Set<string>(), { anchor: 3, reached: 3, to: 9 }, idAt)]).toEqual(['d', 'e']);
});

test('what has gone is not selected any more; otherwise the selection is the same one', () => {
  const selected = new Set(['a', 'b']);
  expect(stillThere(selected, new Set(letters))).toBe(selected);
  expect([...stillThere(selected, new Set(['b', 'c']))]).toEqual(['b']);
});
