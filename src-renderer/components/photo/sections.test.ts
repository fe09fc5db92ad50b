import { expect, test } from 'vitest';
import { sectionsOf, yearsOf } from './sections.ts';

const month = (name: string | null, photos: number) => ({
  month: name,
  ratios: Array.from({ length: photos }, () => 1.5),
});
const shape = (months: Parameters<typeof sectionsOf>[0]) =>
  sectionsOf(months).map(({ heading, year, ratios }) => [
    heading.replaceAll(/\s/g, ' '),
    year,
    ratios.length,
  ]);

test('gives a month with many photos a section of its own', () => {
  expect(shape([month('2017-06', 30), month('2017-05', 12)])).toEqual([
    ['June 2017', '2017', 30],
    ['May 2017', '2017', 12],
  ]);
});

test('puts sparse months of a year together, but never two years', () => {
  expect(shape([month('2017-08', 2), month('2017-05', 3), month('2016-12', 1)])).toEqual([
    ['May – August 2017', '2017', 5],
    ['December 2016', '2016', 1],
  ]);
  expect(shape([month('2017-06', 30), month('2017-02', 1)])).toEqual([['February – June 2017', '2017', 31]]);
});

test('names the year where no more is known, and photos without a date', () => {
  expect(shape([month('1965', 2), month('1965-03', 1), month(null, 4)])).toEqual([
    ['1965', '1965', 3],
    ['Without a date', null, 4],
  ]);
  expect(sectionsOf([])).toEqual([]);
});

test('parts photos by year, those without a date last', () => {
  const photo = (id: number, takenAt: string | null) => ({
    ...{ id, name: `${id}.jpg`, width: 3, height: 2, takenAt, seconds: null, faces: 1 },
  });
  const years = yearsOf([
    photo(3, '2024-01-01'),
    photo(2, '2019-12-31T23:59:59'),
    photo(4, '2019'),
    photo(1, null),
  ]);
  expect(years.map(({ heading, ratios }) => [heading, ratios])).toEqual([
    ['2024', [1.5]],
    ['2019', [1.5, 1.5]],
    ['Without a date', [1.5]],
  ]);
});
