import { expect, test } from 'vitest';
import { completions } from './completions.ts';

const names = ['Zoë Ada', 'Adam', 'Ada', 'Émile', 'Bea'];

test('names that start with the text come before those with a word that does', () => {
  expect(completions('ad', names, '')).toEqual(['Ada', 'Adam', 'Zoë Ada']);
});

test('case and accents do not count', () => {
  expect(completions('EMI', names, '')).toEqual(['Émile']);
});

test('nothing is suggested for nothing, for a name typed out, or for the name as it was', () => {
  expect([
    completions(' ', names, ''),
    completions('Ada ', names, ''),
    completions('Ad', names, 'Ad'),
  ]).toEqual([[], [], []]);
});

test('the name that is being changed is no suggestion', () => {
  expect(completions('ada', names, 'Adam')).toEqual(['Ada', 'Zoë Ada']);
});
