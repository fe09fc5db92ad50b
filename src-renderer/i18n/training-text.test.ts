import { expect, test } from 'vitest';
import { t } from './messages.ts';
import { leadOf, mainFigure, negated, points, takenText } from './training-text.ts';

const at = (value: number, low = value, high = value) => ({ value, low, high });

test('the main figure is told in whole hundredths, and finer only where they are equal', () => {
  const tell = (before: number, after: number) =>
    /seen before, it (.+)\./.exec(mainFigure(at(before), at(after)))?.[1];
  expect(tell(0.52, 0.71)).toBe('now recognises 71 instead of 52');
  expect(tell(0.982, 0.984)).toBe('now recognises 98.4 instead of 98.2');
  expect(tell(0.98, 0.98)).toBe('still recognises 98');
});

test('a gain comes with its interval, a loss with both turned round', () => {
  expect(points(at(0.19, 0.12, 0.26))).toBe('19 points (12 to 26)');
  expect(points(negated(at(-0.06, -0.08, -0.01)))).toBe('6 points (1 to 8)');
  expect(points(at(0.01, 0.002, 0.018))).toBe('1 point (0.2 to 1.8)');
  expect(t('training.report.even', { points: points(at(0.005, -0.02, 0.03)) })).toBe(
    'No difference beyond chance: 0.5 points (-2 to 3)',
  );
});

test('albums tell what was named, and what had its name already', () => {
  expect(takenText(34, 0)).toBe('Took 34 faces.');
  expect(takenText(1, 12)).toBe('Took 1 face; 12 had their names already.');
  expect(takenText(0, 12)).toBe('All 12 faces had their names already.');
});

test('the result on the user’s people is one sentence, also where nothing can be told', () => {
  const scores = (value: number | null) => ({
    valAt1000: value === null ? null : at(value),
    ...{ valAt100: null, rank1: null, openSet: null, groupsF: null },
  });
  const compared = (before: number | null, after: number | null, gain: ReturnType<typeof at> | null) =>
    leadOf({ faces: 23, people: 3, base: scores(before), candidate: scores(after), gain });
  expect(compared(0.87, 1, at(0.13, -0.02, 0.3))).toMatch(/^So small a test cannot tell/);
  expect(compared(0.52, 0.71, at(0.19, 0.12, 0.26))).toContain('71 instead of 52');
  expect(compared(null, null, null)).toBe(t('training.report.noLead'));
});
