import { expect, test } from 'vitest';
import * as format from './format.ts';
import { t } from './messages.ts';

test('a count carries its noun, in the singular for one alone', () => {
  expect([0, 1, 2, 1204].map((n) => t('counts.faces', { n }))).toEqual([
    '0 faces',
    '1 face',
    '2 faces',
    '1,204 faces',
  ]);
});

test.each([
  [0, '1 second'],
  [0.4, '1 second'],
  [31, '31 seconds'],
  [60, '1 minute'],
  [61, '2 minutes'],
  [3600, '1 hr, 0 min'],
  [5401, '1 hr, 31 min'],
])('%f seconds are %s', (seconds, text) => {
  expect(format.duration(seconds)).toBe(text);
});

test('a rate has tenths only where they matter', () => {
  expect([6.84, 10.4, 1234.5].map(format.rate)).toEqual(['6.8', '10', '1,235']);
});

test('a distance has two decimals', () => {
  expect([0.2, 0.35, 0.30000000000000004].map(format.distance)).toEqual(['0.20', '0.35', '0.30']);
});

test('the camera’s time is shown as the camera wrote it, whatever the zone here', () => {
  expect(format.moment('2024-06-30T23:59:00')).toBe('June 30, 2024 at 11:59 PM');
  expect(format.month('2024-06-30T23:59:00')).toBe('June 2024');
  expect(format.month('2024-06-30')).toBe('June 2024');
});

test('a time that cannot be read is shown as it is', () => {
  expect(format.month('0000:00:00 00:00:00')).toBe('0000:00:00 00:00:00');
});
