import { expect, test } from 'vitest';
import { hrefOf, parentOf, parseRoute, sectionOf } from './router.ts';
import type { Route } from './router.ts';

const places: [string, Route][] = [
  ['#/people', { view: 'people' }],
  ['#/person/p3', { view: 'person', id: 'p3' }],
  ['#/person/c120', { view: 'person', id: 'c120' }],
  ['#/photos', { view: 'photos' }],
  ['#/photo/12', { view: 'photo', id: 12, of: null, found: null, face: null }],
  ['#/photo/12?face=34', { view: 'photo', id: 12, of: null, found: null, face: 34 }],
  ['#/person/p3/photo/12?face=34', { view: 'photo', id: 12, of: 'p3', found: null, face: 34 }],
  ['#/search', { view: 'search', query: '' }],
  ['#/search?with=p3&from=2019-07-01', { view: 'search', query: 'with=p3&from=2019-07-01' }],
  ['#/search/photo/12', { view: 'photo', id: 12, of: null, found: '', face: null }],
  ['#/search/photo/12?with=p3', { view: 'photo', id: 12, of: null, found: 'with=p3', face: null }],
  ['#/search/photo/12?with=p3&face=34', { view: 'photo', id: 12, of: null, found: 'with=p3', face: 34 }],
  ['#/search/photo/12?face=34', { view: 'photo', id: 12, of: null, found: '', face: 34 }],
  ['#/training', { view: 'training' }],
  ['#/training/7', { view: 'run', id: 7 }],
  ['#/add', { view: 'add' }],
  ['#/settings', { view: 'settings' }],
];

test.each(places)('%s is an address and a place', (href, route) => {
  expect(parseRoute(href)).toEqual(route);
  expect(hrefOf(route)).toBe(href);
});

test.each([
  '',
  '#',
  '#/',
  '#token=abc',
  '#/person/x1',
  '#/person/p0',
  '#/photo/',
  '#/photo/01',
  '#/training/x',
  '#/nowhere',
])('an unknown address, "%s", leads to people', (hash) => {
  expect(parseRoute(hash)).toEqual({ view: 'people' });
});

test('a photo leads up to the list that it was opened from', () => {
  expect(parentOf({ view: 'photo', id: 1, of: 'p3', found: null, face: null })).toEqual({
    view: 'person',
    id: 'p3',
  });
  expect(parentOf({ view: 'photo', id: 1, of: null, found: null, face: 2 })).toEqual({ view: 'photos' });
  expect(parentOf({ view: 'photo', id: 1, of: null, found: 'with=p3', face: 2 })).toEqual({
    view: 'search',
    query: 'with=p3',
  });
  expect(parentOf({ view: 'person', id: 'p3' })).toEqual({ view: 'people' });
  expect(parentOf({ view: 'run', id: 7 })).toEqual({ view: 'training' });
});

test('a photo belongs to the section of the list that it was opened from', () => {
  expect(sectionOf({ view: 'photo', id: 1, of: 'p3', found: null, face: null })).toBe('people');
  expect(sectionOf({ view: 'photo', id: 1, of: null, found: null, face: null })).toBe('photos');
  expect(sectionOf({ view: 'photo', id: 1, of: null, found: '', face: null })).toBe('search');
  expect(sectionOf({ view: 'run', id: 7 })).toBe('training');
  expect(sectionOf({ view: 'settings' })).toBe('settings');
});
