import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { countFacesWithout } from '../../db/embedding.ts';
import { openForWriting } from '../../db/open.ts';
import { insertPhoto } from '../../db/photos.ts';
import { getChip } from '../../db/pictures.ts';
import { countVectors } from '../../db/vectors.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { libraryLayout } from '../../library/layout.ts';
import type { Library } from '../../library/library.ts';
import { importInto, placed, useSampleLibrary } from '../../library/test-library.ts';
import { storeRecognised } from '../imports/recognition-job.ts';
import { samplePhotos } from '../imports/samples.ts';
import { activeModel, nextModel } from '../model-session/active-model.ts';
import { FaceSearch } from '../model-session/face-search.ts';
import { faceWith, photoWith, vectorOf } from '../model-session/test-faces.ts';
import { promoteModel } from './promote-model.ts';

const context = { signal: new AbortController().signal };
const sample = useSampleLibrary();

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('a model on its way into force', () => {
  const stopAfterFirst = async (library: Library, id: string) => {
    const switched = await library.models.use(id, ({ done }) => {
      if (done > 0) void library.models.stop();
    });
    expect(switched).toBeNull();
  };

  it.each([64, 200])(
    'goes on where it was stopped, also at the next start (%i numbers)',
    async (width) => {
      const first = await sample.open();
      const own = await first.models.add({ file: sample.write({ width }), kind: 'arcface112' });
      await stopAfterFirst(first, own);
      await first.close();
      expect(sample.look(activeModel)).toBe(embeddingModel);
      expect(sample.look(nextModel)).toBe(own);
      const done = sample.look((db) => countVectors(db, own));
      expect(done).toBeGreaterThan(0);
      expect(sample.look((db) => countFacesWithout(db, own))).toBeGreaterThan(0);

      const second = await sample.open(true);
      await until(() => sample.look(activeModel) === own);
      expect(sample.look((db) => countFacesWithout(db, own))).toBe(0);
      expect(sample.look(nextModel)).toBeUndefined();
      await until(() => second.models.status.id === own);
    },
    60_000,
  );

  it('covers photos that were imported meanwhile', async () => {
    const first = await sample.open();
    const own = await first.models.add({ file: sample.write({}), kind: 'arcface112' });
    await stopAfterFirst(first, own);
    await importInto(first, sample.place(placed, 1));
    const faces = sample.look((db) => countVectors(db, embeddingModel));
    expect(sample.look((db) => countVectors(db, own))).toBeLessThan(faces);
    await first.models.use(own);
    expect(sample.look((db) => countVectors(db, own))).toBe(faces);
  }, 60_000);

  it('comes into force in the middle of an import, after which every face has its vector', async () => {
    const library = await sample.open();
    const own = await library.models.add({ file: sample.write({}), kind: 'arcface112' });
    library.imports.start(sample.place(placed, 2));
    await library.models.use(own);
    expect(library.imports.progress.state).not.toBe('done');
    expect((await library.imports.finished()).failed).toEqual([]);
    await until(() => sample.look((db) => countFacesWithout(db, own)) === 0);
    await until(() => library.imports.progress.state === 'done');
    const { faces } = await library.handlers['library.status']({}, context);
    const list = async () => {
      const { people, unassigned } = await library.handlers['people.list'](
        { distance: 0.3, minFaces: 1 },
        context,
      );
      return people.reduce((sum, person) => sum + person.faces, unassigned);
    };
    while ((await list()) !== faces) await new Promise((resolve) => setTimeout(resolve, 20));
  }, 60_000);

  it('embeds faces first that arrive when all others are done, before it changes over', async () => {
    const library = await sample.open();
    const own = await library.models.add({ file: sample.write({}), kind: 'arcface112' });
    await library.close();
    const db = openForWriting(libraryLayout(sample.directory).database);
    const chip = getChip(db, 1)!;
    const save = vi.spyOn(FaceSearch.prototype, 'save').mockImplementationOnce(() => {
      const id = insertPhoto(db, Buffer.alloc(32, 7), 1);
      storeRecognised(db, id, photoWith([{ ...faceWith(vectorOf(1, 1)), chip }]));
    });
    try {
      const before = countVectors(db, embeddingModel);
      const switched = await promoteModel(db, sample.directory, own, {
        ...{ device: 'cpu', signal: context.signal, progressed: () => {} },
      });
      expect(save).toHaveBeenCalledTimes(2);
      expect(countFacesWithout(db, own)).toBe(0);
      expect(switched).toMatchObject({ faces: before + 1, embedded: before + 1 });
      expect(activeModel(db)).toBe(own);
    } finally {
      save.mockRestore();
      db.close();
    }
  }, 60_000);

  it('gives way to another that is wanted instead', async () => {
    const library = await sample.open();
    const a = await library.models.add({ file: sample.write({}, 'a.onnx'), kind: 'arcface112' });
    const b = await library.models.add({ file: sample.write({ seed: 2 }, 'b.onnx'), kind: 'arcface112' });
    const [first, second] = await Promise.all([library.models.use(a), library.models.use(b)]);
    expect(first).toBeNull();
    expect(second).not.toBeNull();
    expect(sample.look(activeModel)).toBe(b);
  }, 60_000);

  it('stays out of force, with the reason, where a face cannot be had any more', async () => {
    const gone = join(sample.folder, 'album', basename(samplePhotos()[0]!));
    rmSync(gone);
    try {
      const db = openForWriting(libraryLayout(sample.directory).database);
      db.prepare(
        `UPDATE chips SET jpeg = x'00' WHERE face_id IN
           (SELECT faces.id FROM faces JOIN files USING (photo_id) WHERE path = ?)`,
      ).run(gone);
      db.close();
      const library = await sample.open();
      const own = await library.models.add({ file: sample.write({}), kind: 'arcface112' });
      await expect(library.models.use(own)).rejects.toMatchObject({ code: 'photo-damaged' });
      expect(sample.look(activeModel)).toBe(embeddingModel);
      sample.place(0, 1);
    } finally {
      sample.place(0, 1);
    }
  }, 60_000);
});
