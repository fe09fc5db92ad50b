import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import type { Library } from '../../library/library.ts';
import { openLibrary } from '../../library/open.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';

let folder: string;
let library: Library;
const call = { signal: new AbortController().signal };
const box = { x: 0.5, y: 0.5, width: 0.2, height: 0.25 };

/**
 * A recogniser that finds one person in the first photo and none in the second, where the person can be marked by
 * hand.
 */
const recogniser: Recogniser = {
  device: null,
  photosAtOnce: 1,
  async recognise(path, { box: drawn } = {}) {
    if (drawn) return photoWith([{ ...faceWith(vectorOf(1, 2)), box: drawn, score: 1 }]);
    return photoWith(path.endsWith('1.jpg') ? [faceWith(vectorOf(1, 1))] : []);
  },
  async close() {},
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-drawing-'));
  for (const name of ['1.jpg', '2.jpg']) writeFileSync(join(folder, name), name);
  library = await openLibrary(join(folder, 'library'), { recogniser, model: embeddingModel });
  for (const name of ['1.jpg', '2.jpg']) {
    library.imports.start([join(folder, name)]);
    await library.imports.finished();
  }
});
afterEach(async () => {
  await library.close();
  rmSync(folder, { recursive: true });
});

const shown = async () => {
  const { people } = await library.handlers['people.list']({ distance: 0.5, minFaces: 1 }, call);
  return people.map(({ id, faces }) => [id, faces]);
};

it('takes in a face that was missed, groups it with its like, and can be undone and redone', async () => {
  const { handlers } = library;
  expect(await shown()).toEqual([['c1', 1]]);
  expect((await handlers['faces.draw']({ photoId: 2, box }, call)).result).toEqual({ id: 2 });
  expect(await shown()).toEqual([['c1', 2]]);
  expect((await handlers['photos.get']({ id: 2, distance: 0.5 }, call)).people).toMatchObject([
    { id: 2, box, score: 1, personId: 'c1' },
  ]);
  await expect(library.picture('chip', 2)).resolves.toMatchObject({ mime: 'image/jpeg' });
  expect((await handlers['edits.undo']({}, call)).edit).toMatchObject({
    summary: { kind: 'drawn', photoId: 2 },
  });
  expect(await shown()).toEqual([['c1', 1]]);
  expect((await handlers['photos.get']({ id: 2, distance: 0.5 }, call)).people).toEqual([]);
  await handlers['edits.redo']({}, call);
  expect(await shown()).toEqual([['c1', 2]]);
});

it('gives the face to whom the user names, in the same step', async () => {
  const { handlers } = library;
  const { result: anna } = await handlers['people.name']({ id: 'c1', name: 'Anna', distance: 0.5 }, call);
  const before = await shown();
  expect((await handlers['faces.draw']({ photoId: 2, box, name: ' anna ' }, call)).result).toEqual({ id: 2 });
  expect(await shown()).toEqual([[anna.id, 2]]);
  const { edits } = await handlers['edits.list']({ limit: 1 }, call);
  expect(edits[0]!.summary).toEqual({ kind: 'drawn', photoId: 2, name: 'Anna' });
  await handlers['edits.undo']({}, call);
  expect(await shown()).toEqual(before);
  await handlers['faces.draw']({ photoId: 2, box, name: 'Ben' }, call);
  expect((await handlers['people.named']({}, call)).people.map(({ name }) => name)).toEqual(['Anna', 'Ben']);
  await handlers['edits.undo']({}, call);
  expect((await handlers['people.named']({}, call)).people.map(({ name }) => name)).toEqual(['Anna']);
});

it('refuses a photo or a file that is not there, and a box in which nobody could be seen', async () => {
  const draw = async (photoId: number, size: number) =>
    library.handlers['faces.draw']({ photoId, box: { x: 0, y: 0, width: size, height: size } }, call);
  await expect(draw(9, 0.5)).rejects.toMatchObject({ code: 'not-found' });
  await expect(draw(2, 0.015)).rejects.toMatchObject({ code: 'bad-request' });
  rmSync(join(folder, '2.jpg'));
  await expect(draw(2, 0.5)).rejects.toMatchObject({ code: 'path-missing' });
  expect(await shown()).toEqual([['c1', 1]]);
});

it('takes the face that is known where the box is drawn over it, also one that was dismissed', async () => {
  const { handlers } = library;
  const [{ box: known }] = firstItems(
    (await handlers['photos.get']({ id: 1, distance: 0.5 }, call)).people,
    1,
  );
  const over = { x: known.x - 0.02, y: known.y + 0.02, width: known.width + 0.03, height: known.height };
  expect((await handlers['faces.draw']({ photoId: 1, box: over, name: 'Anna' }, call)).result).toEqual({
    id: 1,
  });
  const { people } = await handlers['photos.get']({ id: 1, distance: 0.5 }, call);
  expect(people).toMatchObject([{ id: 1, name: 'Anna', box: known }]);

  await handlers['faces.dismiss']({ faces: [1] }, call);
  const inside = { x: known.x + 0.05, y: known.y + 0.05, width: 0.12, height: 0.12 };
  expect((await handlers['faces.draw']({ photoId: 1, box: inside }, call)).result).toEqual({ id: 1 });
  expect(await shown()).toEqual([['c1', 1]]);

  // Somebody else is beside the face, or much smaller within it.
  const beside = { ...known, x: known.x + 0.15 };
  const small = { x: known.x + 0.01, y: known.y + 0.01, width: 0.05, height: 0.05 };
  for (const [i, box] of [beside, small].entries()) {
    expect((await handlers['faces.draw']({ photoId: 1, box }, call)).result).toEqual({ id: 2 + i });
  }
});

it('asks before it draws somebody who is in the photo already', async () => {
  const { handlers } = library;
  await handlers['people.name']({ id: 'c1', name: 'Anna', distance: 0.5 }, call);
  const drawn = { photoId: 1, box, name: 'anna' };
  await expect(handlers['faces.draw'](drawn, call)).rejects.toMatchObject({
    code: 'name-in-photo',
    message: 'Anna is in this photo already',
  });
  expect(await shown()).toEqual([['p1', 1]]);
  await handlers['faces.draw']({ ...drawn, merge: true }, call);
  expect(await shown()).toEqual([['p1', 2]]);
});
