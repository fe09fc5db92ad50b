import { expect, it } from 'vitest';
import { unitDistance } from '../../common/vectors.ts';
import { makeUpFaces } from './faces-maker.ts';

const faces = [...makeUpFaces(3000, 1)];

it('makes as many faces as asked for, the same for the same seed', () => {
  expect(faces).toHaveLength(3000);
  expect([...makeUpFaces(3000, 1)]).toEqual(faces);
  expect([...makeUpFaces(3, 2)][0]!.vector).not.toEqual(faces[0]!.vector);
});

it('lets later faces come of the same people, and of a few new ones', () => {
  const all = [...makeUpFaces(3000, 1, 400)];
  expect(all.slice(0, 3000)).toEqual(faces);
  const known = new Set(faces.map((face) => face.person));
  const later = all.slice(3000);
  expect(later).toHaveLength(400);
  const newcomers = later.filter((face) => !known.has(face.person)).length;
  const once = Map.groupBy(faces, (face) => face.person)
    .values()
    .filter((of) => of.length === 1);
  expect(Math.abs(newcomers / 400 - [...once].length / 3000)).toBeLessThan(0.06);
  expect(later[0]!.photo).toBe(faces[2999]!.photo + 1);
});

it('shows nobody twice in a photo, and some people often', () => {
  for (const photo of Map.groupBy(faces, (face) => face.photo).values()) {
    expect(new Set(photo.map((face) => face.person)).size).toBe(photo.length);
  }
  const people = [...Map.groupBy(faces, (face) => face.person).values()].map((of) => of.length);
  expect(Math.max(...people)).toBe(30);
  expect(people.filter((count) => count === 1).length / people.length).toBeCloseTo(0.5, 1);
});

it('spreads vectors as those of real faces are', () => {
  const same: number[] = [];
  const other: number[] = [];
  for (let i = 0; i < 1500; i++) {
    for (let j = 0; j < i; j++) {
      const distance = unitDistance(faces[i]!.vector, faces[j]!.vector);
      (faces[i]!.person === faces[j]!.person ? same : other).push(distance);
    }
  }
  const quantile = (of: number[], part: number) => of.sort((a, b) => a - b)[Math.floor(part * of.length)]!;
  expect(quantile(same, 0.5)).toBeCloseTo(0.277, 1);
  expect(quantile(other, 0.5)).toBeCloseTo(0.558, 1);
  expect(Math.abs(quantile(other, 0.001) - 0.373)).toBeLessThan(0.03);
});
