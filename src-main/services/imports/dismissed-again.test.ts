import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { embeddingModel } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import type { Library } from '../../library/library.ts';
import { openLibrary } from '../../library/open.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';

let folder: string;
let library: Library;
/** Faces that the recogniser finds in the next photo, at the same place. */
let seen: Float32Array;
const call = { signal: new AbortController().signal };

const recogniser: Recogniser = {
  device: null,
  photosAtOnce: 1,
  recognise: async () => photoWith([faceWith(seen)]),
  async close() {},
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-dismissed-'));
  library = await openLibrary(join(folder, 'library'), { recogniser, model: embeddingModel });
  seen = vectorOf(1, 1);
  await take('a.jpg', 'a picture');
  await library.handlers['faces.dismiss']({ faces: [1] }, call);
});
afterEach(async () => {
  await library.close();
  rmSync(folder, { recursive: true });
});

async function take(name: string, content?: string): Promise<number> {
  if (content !== undefined) writeFileSync(join(folder, name), content);
  library.imports.start([join(folder, name)]);
  return (await library.imports.finished()).photos;
}

const faces = async () => (await library.handlers['library.status']({}, call)).faces;

it('does not come back with the same file, nor with a copy of it', async () => {
  expect(await take('a.jpg')).toBe(0);
  copyFileSync(join(folder, 'a.jpg'), join(folder, 'copy.jpg'));
  expect(await take('copy.jpg')).toBe(0);
  expect(await faces()).toBe(0);
});

it('does not come back when the file was saved anew, though that is another photo', async () => {
  expect(await take('edited.jpg', 'the same picture, with a comment')).toBe(1);
  expect(await faces()).toBe(0);
  expect(await take('a.jpg', 'the same picture, edited under its name')).toBe(0);
  expect(await faces()).toBe(0);
});

it('says nothing of another face at the same place, nor of what a drawn face was that is undone', async () => {
  seen = vectorOf(1, 2);
  await take('b.jpg', 'the next picture');
  expect(await faces()).toBe(1);
  seen = vectorOf(7, 1);
  await library.handlers['faces.draw'](
    { photoId: 2, box: { x: 0.6, y: 0.6, width: 0.2, height: 0.2 } },
    call,
  );
  await library.handlers['edits.undo']({}, call);
  await take('c.jpg', 'yet another');
  expect(await faces()).toBe(2);
});
