import { expect, it } from 'vitest';
import { dealFineTuningSets } from './fine-tuning-sets.ts';
import type { PersonFolder } from '../../photos/person-folders.ts';

const folder = (person: string, photos: number): PersonFolder => ({
  person,
  paths: Array.from({ length: photos }, (_, i) => `${person}/${i}`),
});
const folders = [
  ...['Ann', 'Bo', 'Cy'].map((name, i) => folder(name, 14 + i)),
  ...Array.from({ length: 10 }, (_, i) => folder(`pair${i}`, 5)),
  ...Array.from({ length: 10 }, (_, i) => folder(`single${i}`, 1)),
];
const deal = { least: 14, people: 100, photos: 15, strangers: 4, strangerPhotos: 3, library: 20, seed: 1 };

it('gives no photo and nobody to two sets, and the same for the same seed', () => {
  const sets = dealFineTuningSets(folders, deal);
  const { albums, heldOut, strangers, library } = sets;
  const all = [albums, heldOut, strangers]
    .flatMap((set) => set.flatMap(({ paths }) => paths))
    .concat(library);
  expect(new Set(all).size).toBe(all.length);
  expect(albums.map(({ person, paths }) => [person, paths.length])).toEqual([
    ['Cy', 8],
    ['Bo', 8],
    ['Ann', 7],
  ]);
  expect(heldOut.map(({ paths }) => paths.length)).toEqual([7, 7, 7]);
  expect(strangers.map(({ paths }) => paths.length)).toEqual([3, 3, 3, 3]);
  const people = new Set([...heldOut, ...strangers].map(({ person }) => person));
  expect(library).toHaveLength(20);
  expect(library.filter((path) => people.has(path.split('/')[0]!))).toEqual([]);
  expect(dealFineTuningSets(folders, deal)).toEqual(sets);
  expect(dealFineTuningSets(folders, { ...deal, seed: 2 })).not.toEqual(sets);
});

it('labels those with most photos where fewer are asked for', () => {
  const { albums } = dealFineTuningSets(folders, { ...deal, people: 2 });
  expect(albums.map(({ person }) => person)).toEqual(['Cy', 'Bo']);
});

it('refuses where too few people have enough photos', () => {
  expect(() => dealFineTuningSets(folders, { ...deal, least: 16 })).toThrow(
    expect.objectContaining({ code: 'bad-request' }),
  );
});
