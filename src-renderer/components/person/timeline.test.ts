import { expect, test } from 'vitest';
import { byYear } from './timeline.ts';

const photo = (id: number, takenAt: string | null) => ({
  id,
  name: `${id}.jpg`,
  width: 1,
  height: 1,
  takenAt,
  faces: 1,
});

test('nobody’s photos have no years', () => {
  expect(byYear([])).toEqual([]);
});

test('years go from the newest back, and photos without a date come last', () => {
  const years = byYear([
    photo(1, null),
    photo(2, '2019-12-31T23:59:59'),
    photo(3, '2024-01-01'),
    photo(4, '2019-01-01T00:00:00'),
    photo(5, null),
  ]);
  expect(years.map(({ year, photos }) => [year, photos.map(({ id }) => id)])).toEqual([
    ['2024', [3]],
    ['2019', [2, 4]],
    [null, [1, 5]],
  ]);
});
