import { expect, test } from 'vitest';
import { idOfRest } from './remaining.ts';

test('a cluster goes by its lowest face, a person by their own id', () => {
  expect(idOfRest('c3', [9, 3, 7], new Set([3]))).toBe('c7');
  expect(idOfRest('c3', [9, 3, 7], new Set([7]))).toBe('c3');
  expect(idOfRest('p3', [9, 3, 7], new Set([3]))).toBe('p3');
});

test('nobody is left where every face was taken', () => {
  expect(idOfRest('p3', [9], new Set([9]))).toBeNull();
});
