import { expect, test } from 'vitest';
import { crumbsOf } from './crumbs.ts';

test.each([
  ['/', ['/']],
  ['/home/ada/Pictures', ['/', '/home', '/home/ada', '/home/ada/Pictures']],
  ['C:\\', ['C:\\']],
  ['C:\\Users\\Ada', ['C:\\', 'C:\\Users', 'C:\\Users\\Ada']],
  ['\\\\nas\\photos', ['\\\\nas', '\\\\nas\\photos']],
])('the way to %s', (path, crumbs) => {
  expect(crumbsOf(path).map((crumb) => crumb.path)).toEqual(crumbs);
});

test('a crumb has the name of its folder', () => {
  expect(crumbsOf('/home/ada').map(({ name }) => name)).toEqual(['/', 'home', 'ada']);
});
