import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlbumsTaken } from '../../contract/training.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import type { Recogniser } from '../../faces/recogniser.ts';
import type { Library } from '../../library/library.ts';
import { openLibrary } from '../../library/open.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';

let folder: string;
let library: Library;
const context = { signal: new AbortController().signal };

/**
 * A recogniser that finds the person of the photo's name in the middle, and somebody else in the corner; nobody in
 * `empty`.
 */
const recogniser: Recogniser = {
  device: null,
  photosAtOnce: 1,
  async recognise(path) {
    const name = basename(path);
    if (name.includes('empty')) return photoWith([]);
    const corner = faceWith(vectorOf(99, name.length));
    const face = faceWith(vectorOf(Number.parseInt(name), name.charCodeAt(2)));
    return photoWith([corner, { ...face, box: { x: 0.45, y: 0.4, width: 0.1, height: 0.2 } }]);
  },
  async close() {},
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-albums-'));
  library = await openLibrary(join(folder, 'library'), { recogniser, model: embeddingModel });
});
afterEach(async () => {
  await library.close();
  rmSync(folder, { recursive: true });
});

function album(name: string, photos: string[]): void {
  mkdirSync(join(folder, 'albums', name), { recursive: true });
  for (const photo of photos) writeFileSync(join(folder, 'albums', name, `${photo}.jpg`), photo);
}

const call = async <T>(method: string, params: object): Promise<T> =>
  (library.handlers as unknown as Record<string, (p: object, c: object) => Promise<T>>)[method]!(
    params,
    context,
  );
const take = async () =>
  (await call<{ result: AlbumsTaken }>('training.takeAlbums', { folder: join(folder, 'albums') })).result;
const named = async () => (await call<{ people: { id: string; name: string }[] }>('people.named', {})).people;
const history = async () =>
  (await call<{ edits: { summary: object }[]; canUndo: boolean }>('edits.list', { limit: 9 })).edits.map(
    ({ summary }) => summary,
  );

describe('labelled albums', () => {
  it('are taken as one edit that can be undone, and again change nothing', async () => {
    album('Anna', ['1-a', '1-b', '1-empty']);
    album('Ben', ['2-a', '2-b', '2-c']);
    album('nothing', []);
    expect(await call('training.albums', { folder: join(folder, 'albums') })).toEqual({
      albums: [
        { name: 'Anna', photos: 3 },
        { name: 'Ben', photos: 3 },
      ],
    });
    const taken = await take();
    expect(taken).toEqual({
      albums: [
        { name: 'Anna', person: 'p1', photos: 3, labelled: 2, known: 0, missed: 1 },
        { name: 'Ben', person: 'p2', photos: 3, labelled: 3, known: 0, missed: 0 },
      ],
      conflicts: [],
    });
    expect(await history()).toEqual([{ kind: 'took-albums', faces: 5, albums: 2 }]);
    expect(await named()).toMatchObject([
      { id: 'p1', name: 'Anna' },
      { id: 'p2', name: 'Ben' },
    ]);
    const { faces } = await call<{ faces: object[] }>('people.get', { id: 'p1', distance: 0.33 });
    expect(faces).toHaveLength(2);

    const again = await take();
    expect(again.albums.map(({ labelled, known }) => [labelled, known])).toEqual([
      [0, 2],
      [0, 3],
    ]);
    expect(await history()).toHaveLength(1);
    await call('edits.undo', {});
    expect(await named()).toEqual([]);
    await call('edits.redo', {});
    expect(await named()).toHaveLength(2);
  });

  it('leave what the user said before, and tell of it', async () => {
    album('Anna', ['1-a', '1-b', '1-c']);
    await take();
    await call('edits.undo', {});
    const { photos } = await call<{ photos: { id: number; name: string }[] }>('photos.list', {
      offset: 0,
      limit: 9,
    });
    const photo = (name: string) => photos.find((one) => one.name === `${name}.jpg`)!.id;
    const middle = async (name: string) => {
      const { people } = await call<{ people: { id: number }[] }>('photos.get', {
        id: photo(name),
        distance: 0.2,
      });
      return people[1]!.id;
    };
    const [a, b] = [await middle('1-a'), await middle('1-b')];
    await call('faces.assign', { faces: [a], to: null, name: 'Carl', distance: 0.2 });
    const { result: anna } = await call<{ result: { id: string } }>('faces.assign', {
      faces: [await middle('1-c')],
      to: null,
      name: 'Anna',
      distance: 0.2,
    });
    await call('faces.reject', { faces: [b], from: anna.id, distance: 0.2 });
    const carl = (await named()).find(({ name }) => name === 'Carl')!;
    expect(await take()).toEqual({
      albums: [{ name: 'Anna', person: anna.id, photos: 3, labelled: 0, known: 1, missed: 0 }],
      conflicts: [
        { face: a, photoId: photo('1-a'), album: 'Anna', person: { id: carl.id, name: 'Carl' } },
        { face: b, photoId: photo('1-b'), album: 'Anna', person: null },
      ],
    });
  });

  it('are refused where there are none, and where the path is not whole', async () => {
    mkdirSync(join(folder, 'albums'));
    await expect(take()).rejects.toMatchObject({ code: 'bad-request' });
    await expect(call('training.takeAlbums', { folder: 'albums' })).rejects.toMatchObject({
      code: 'bad-request',
    });
    await expect(call('training.albums', { folder: join(folder, 'none') })).rejects.toMatchObject({
      code: 'path-missing',
    });
  });
});
