import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { countPhotos } from '../../db/photos.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { libraryLayout } from '../../library/layout.ts';
import type { Library } from '../../library/library.ts';
import { openLibrary } from '../../library/open.ts';
import { lookIntoLibrary } from '../../library/read-only.ts';
import { falseAcceptsAt, recogniseWithActive } from './identify.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';

let folder: string;
let library: Library;
const call = { signal: new AbortController().signal };
const near = { distance: 0.5 };

/** The photo `a-b.jpg` shows the made-up people a and b. */
const recogniser: Recogniser = {
  device: null,
  photosAtOnce: 1,
  async recognise(path) {
    const name = path.split('/').at(-1)!.replace('.jpg', '');
    if (name === 'broken') throw new FamiliarError('photo-damaged', 'no photo');
    const people = name === 'nobody' ? [] : name.split('-').map(Number);
    return photoWith(people.map((person, i) => faceWith(vectorOf(person, i), 0.1 * (i + 1))));
  },
  async close() {},
};

const write = (name: string): string => {
  const path = join(folder, `${name}.jpg`);
  writeFileSync(path, name);
  return path;
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-identify-'));
  library = await openLibrary(join(folder, 'library'), { recogniser, model: embeddingModel });
  library.imports.start(['1-2', '3-1', '4-5-6-7'].map(write));
  await library.imports.finished();
  await library.handlers['people.name']({ id: 'c1', name: 'Anna', distance: 0.5 }, call);
});
afterEach(async () => {
  await library.close();
  rmSync(folder, { recursive: true });
});

const identify = async (name: string) =>
  (await library.handlers['faces.identify']({ path: write(name), ...near }, call)).faces;

it('tells the nearest people of each face, the largest face first, and stores nothing', async () => {
  const faces = await identify('9-1-2');
  expect(faces.map(({ box, candidates }) => [box.width, candidates[0]])).toEqual([
    [0.1 * 3, expect.objectContaining({ name: null, personId: expect.stringMatching(/^c/) })],
    [0.2, expect.objectContaining({ name: 'Anna', personId: 'p1' })],
    [0.1, expect.objectContaining({ far: null })],
  ]);
  const anna = faces[1]!.candidates;
  expect(anna[0]!.distance).toBeLessThan(0.25);
  expect(anna[0]!.far).toBeLessThan(0.01);
  expect(anna).toHaveLength(5);
  expect(new Set(anna.map(({ personId }) => personId)).size).toBe(5);
  expect(anna.map(({ distance }) => distance)).toEqual(anna.map(({ distance }) => distance).toSorted());
  const { db } = lookIntoLibrary(join(folder, 'library'));
  expect(countPhotos(db)).toBe(3);
  db.close();
  const kept = readdirSync(libraryLayout(join(folder, 'library')).root, { recursive: true });
  expect(kept.filter((name) => String(name).includes('9-1-2'))).toEqual([]);
});

it('finds nobody in a photo without faces, refuses what is no photo, and forgets faces that are none', async () => {
  expect(await identify('nobody')).toEqual([]);
  await expect(identify('broken')).rejects.toMatchObject({ code: 'photo-damaged' });
  const relative = async () => library.handlers['faces.identify']({ path: '1.jpg', ...near }, call);
  await expect(relative()).rejects.toMatchObject({ code: 'bad-request' });
  const [{ candidates }] = firstItems(await identify('2'), 1);
  await library.handlers['faces.dismiss']({ faces: [candidates[0]!.cover] }, call);
  const [{ candidates: others }] = firstItems(await identify('2'), 1);
  expect(others.map(({ cover }) => cover)).not.toContain(candidates[0]!.cover);
});

it('looks again where the model has changed meanwhile, and gives up where it goes on changing', async () => {
  const models = ['one', 'two'];
  const changing = {
    async recognise() {
      return { ...photoWith([]), model: models.shift() ?? 'three' };
    },
  };
  expect((await recogniseWithActive(changing, '/a', () => 'two')).model).toBe('two');
  await expect(recogniseWithActive(changing, '/a', () => 'four')).rejects.toMatchObject({
    code: 'model-unsuitable',
  });
});

it('reads false-accept rates between the calibrated distances', () => {
  const calibration = [
    { far: 1e-2, distance: 0.5 },
    { far: 1e-4, distance: 0.3 },
  ];
  expect(falseAcceptsAt(0.6, calibration)).toBeNull();
  expect(falseAcceptsAt(0.5, calibration)).toBe(1e-2);
  expect(falseAcceptsAt(0.4, calibration)).toBeCloseTo(1e-3);
  expect(falseAcceptsAt(0.1, calibration)).toBe(1e-4);
  expect(falseAcceptsAt(0.1, [])).toBeNull();
});
