import { expect, test } from 'vitest';
import { ageAt } from './age.ts';

test.each([
  ['1987-05-04', '2017-05-03T10:00:00', '29 years'],
  ['1987-05-04', '2017-05-04T10:00:00', '30 years'],
  ['1987-05', '2017-05', '30 years'],
  ['1987', '2017-05-03', '30 years'],
  ['1987-05-04', '2017', '30 years'],
  ['2016-01-31', '2016-02-28', '0 months'],
  ['2016-01-15', '2017-01-20', '12 months'],
  ['2016-01-15', '2018-01-14', '23 months'],
  ['2016-01-15', '2018-01-15', '2 years'],
])('is counted from %s to %s', (birth, at, age) => {
  expect(ageAt(birth, at)).toBe(age);
});

test('is none before birth', () => {
  for (const at of ['1986', '1987-04', '1987-05-03']) expect(ageAt('1987-05-04', at)).toBeNull();
});
