import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Recogniser } from '../../faces/recogniser.ts';
import { openLibrary } from '../../library/open.ts';
import type { Sensitivity } from '../../contract/detection.ts';
import { useSampleLibrary } from '../../library/test-library.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';

const context = { signal: new AbortController().signal };
const samples = useSampleLibrary();

/** Faces of two people always, of a third from `usual` on, and of a fourth only where the look is `thorough`. */
const found: Record<Sensitivity, number> = { cautious: 2, usual: 3, thorough: 4 };
function steppedRecogniser(): Recogniser {
  return {
    device: null,
    photosAtOnce: 2,
    recognise: async (_path, { box, sensitivity = 'usual' } = {}) => {
      const boxAt = (i: number) => ({ x: 0.02 + 0.24 * i, y: 0.2, width: 0.2, height: 0.3 });
      const faces = Array.from({ length: found[sensitivity] }, (_, i) => ({
        ...faceWith(vectorOf(i, 0)),
        box: box ?? boxAt(i),
      }));
      return { ...photoWith(box ? faces.slice(0, 1) : faces), width: 400, height: 300 };
    },
    close: async () => {},
  };
}

async function openStepped() {
  const [path] = samples.place(0, 1);
  const photo = join(samples.folder, 'stepped.jpg');
  copyFileSync(path!, photo);
  const directory = join(samples.directory, 'stepped');
  const library = await openLibrary(directory, { recogniser: steppedRecogniser(), model: 'dlib-resnet-128' });
  library.imports.start([photo]);
  await library.imports.finished();
  const { handlers } = library;
  const ids = async () =>
    (await handlers['photos.get']({ id: 1, distance: 0.3 }, context)).people.map(({ id }) => id);
  return { library, handlers, ids };
}

it(
  'previews and makes another look, in which faces come and go and what was said stays',
  { timeout: 60_000 },
  async () => {
    const { library, handlers, ids } = await openStepped();
    const first = await ids();
    expect(first).toHaveLength(3);
    expect(await handlers['detection.get']({}, context)).toEqual({ sensitivity: 'usual' });

    const more = await handlers['detection.preview']({ sensitivity: 'thorough' }, context);
    expect(more).toMatchObject({ looked: 1, comes: 1, goes: 0, photos: [{ id: 1, goes: [] }] });
    const less = await handlers['detection.preview']({ sensitivity: 'cautious' }, context);
    expect(less).toMatchObject({ looked: 1, comes: 0, goes: 1, photos: [{ comes: [], goes: [first[2]] }] });
    expect(await ids()).toEqual(first);

    const look = (sensitivity: Sensitivity) =>
      handlers['detection.lookAgain']({ photos: [1], sensitivity }, context);
    expect(await look('thorough')).toMatchObject({ looked: 1, came: 1, went: 0, failed: [] });
    expect((await ids()).slice(0, 3)).toEqual(first);
    expect(await look('cautious')).toMatchObject({ came: 0, went: 2 });
    expect(await ids()).toEqual(first.slice(0, 2));
    expect(await look('usual')).toMatchObject({ came: 1, went: 0 });
    expect(await ids()).toEqual(first);

    // A named face stays, a dismissed one does not come back, whatever the look finds.
    await handlers['faces.assign']({ faces: [first[2]!], to: null, name: 'Ada', distance: 0.3 }, context);
    await handlers['faces.dismiss']({ faces: [first[1]!] }, context);
    expect(await look('cautious')).toMatchObject({ came: 0, went: 0 });
    expect(await look('thorough')).toMatchObject({ came: 1, went: 0 });
    const now = await ids();
    expect(now).toEqual(expect.arrayContaining([first[0], first[2]]));
    expect(now).not.toContain(first[1]);
    const { people } = await handlers['photos.get']({ id: 1, distance: 0.3 }, context);
    expect(people.find(({ id }) => id === first[2])?.name).toBe('Ada');
    await library.close();
  },
);

it(
  'looks at new photos with the chosen sensitivity, and refuses a folder without photos',
  { timeout: 60_000 },
  async () => {
    const { library, handlers } = await openStepped();
    await handlers['detection.set']({ sensitivity: 'cautious' }, context);
    const [path] = samples.place(1, 1);
    const other = join(samples.folder, 'second.jpg');
    copyFileSync(path!, other);
    library.imports.start([other]);
    await library.imports.finished();
    const { photos } = await handlers['photos.list']({ offset: 0, limit: 9 }, context);
    expect(photos.find(({ name }) => name === 'second.jpg')?.faces).toBe(2);
    await expect(handlers['detection.lookAgain']({ folder: '/nowhere' }, context)).rejects.toMatchObject({
      code: 'not-found',
    });
    const again = await handlers['detection.lookAgain']({ folder: samples.folder }, context);
    expect(again).toMatchObject({ sensitivity: 'cautious', looked: 2, went: 1 });
    await library.close();
  },
);
