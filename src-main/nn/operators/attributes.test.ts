import { expect, it } from 'vitest';
import { floatAttribute, integerAttribute, integersAttribute } from './attributes.ts';
import { float } from '../graph.ts';

const node = {
  operator: 'LRN',
  inputs: ['x'],
  outputs: ['y'],
  attributes: { size: 5, alpha: float(1), pads: [1, 2] },
};

it('reads what is there, and the fallback where nothing is', () => {
  expect(integerAttribute(node, 'size', 3)).toBe(5);
  expect(integerAttribute(node, 'group', 3)).toBe(3);
  expect(integersAttribute(node, 'pads', [])).toEqual([1, 2]);
  expect(integersAttribute(node, 'strides', [1])).toEqual([1]);
  expect(floatAttribute(node, 'alpha', 0.1)).toBe(1);
  expect(floatAttribute(node, 'beta', 0.1)).toBe(Math.fround(0.1));
});

it('refuses one of another kind, or none', () => {
  expect(() => integerAttribute(node, 'alpha', 3)).toThrow(
    'LRN of "y" has no attribute "alpha" that is a whole number',
  );
  expect(() => integersAttribute(node, 'alpha')).toThrow('"alpha" that is a list of whole numbers');
  expect(() => integersAttribute(node, 'size')).toThrow('"size" that is a list of whole numbers');
  expect(() => floatAttribute(node, 'size', 1)).toThrow('"size" that is a float');
  expect(() => floatAttribute(node, 'epsilon')).toThrow('"epsilon" that is a float');
});
