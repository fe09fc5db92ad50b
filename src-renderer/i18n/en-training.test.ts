import { expect, test } from 'vitest';
import { training } from './en-training.ts';

const at = (value: number, low = value, high = value) => ({ value, low, high });
const { report } = training;

test('the main figure is told in whole hundredths, and finer only where they are equal', () => {
  const tell = (before: number, after: number) =>
    report.lead(at(before), at(after)).match(/seen, it (.+), at/)![1];
  expect(tell(0.52, 0.71)).toBe('now recognises 71 instead of 52');
  expect(tell(0.982, 0.984)).toBe('now recognises 98.4 instead of 98.2');
  expect(tell(0.98, 0.98)).toBe('still recognises 98');
});

test('a gain comes with its interval, a loss with both turned round', () => {
  expect(report.better(at(0.19, 0.12, 0.26))).toBe('Better by 19 points (12 to 26)');
  expect(report.worse(at(-0.06, -0.08, -0.01))).toBe('Worse by 6 points (1 to 8)');
  expect(report.better(at(0.01, 0.002, 0.018))).toBe('Better by 1 point (0.2 to 1.8)');
  expect(report.even(at(0.005, -0.02, 0.03))).toBe('No difference beyond chance: 0.5 points (-2 to 3)');
});

test('albums tell what was named, and what had its name already', () => {
  const { took } = training.albums;
  expect(took(34, 0)).toBe('Took 34 faces.');
  expect(took(1, 12)).toBe('Took 1 face; 12 had their names already.');
  expect(took(0, 12)).toBe('All 12 faces had their names already.');
});
