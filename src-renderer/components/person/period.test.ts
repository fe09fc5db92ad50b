import { expect, test } from 'vitest';
import { period } from './period.ts';

const taken = (...dates: (string | null)[]) => dates.map((takenAt) => ({ takenAt }));

test('goes from the first to the last dated photo', () => {
  expect(period(taken('2024-05-01T10:00:00', '2019', '2012-03', null))).toBe('2012 – 2024');
  expect(period(taken('2024-05-01', '2024-01'))).toBe('2024');
  expect(period(taken(null))).toBeNull();
});
