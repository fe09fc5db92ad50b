import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { dot, unitDistance } from '../../common/vectors.ts';
import { countFacesWithout } from '../../db/embedding.ts';
import { countVectors, listVectors } from '../../db/vectors.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { libraryLayout } from '../../library/layout.ts';
import { modelsDirectory } from '../../nn/models.ts';
import { testFaceNetwork } from '../../nn/test-face-network.ts';
import { activeModel } from '../model-session/active-model.ts';
import { importInto, placed, useSampleLibrary } from '../../library/test-library.ts';

const context = { signal: new AbortController().signal };
const sample = useSampleLibrary();

describe('a model of the user’s', () => {
  it('comes into force with vectors of its own, and names stay with their faces', async () => {
    const library = await sample.open();
    const groups = () => library.handlers['people.list']({ distance: 0.3, minFaces: 1 }, context);
    const [{ id, cover }] = firstItems((await groups()).people, 1);
    await library.handlers['people.name']({ id, name: 'Somebody', distance: 0.3 }, context);
    const before = await library.handlers['library.status']({}, context);
    expect(before.model).toMatchObject({ id: embeddingModel, isOwn: false, next: null });
    expect(before.distances).toEqual({ least: 0.2, most: 0.6 });

    const events: string[] = [];
    library.subscribe((name) => events.push(name));
    const added = await library.models.add({ file: sample.write({ width: 64 }), kind: 'arcface112' });
    expect(sample.look(activeModel)).toBe(embeddingModel);
    const progress: number[] = [];
    const switched = await library.models.use(added, ({ done }) => progress.push(done));
    expect(switched).toMatchObject({ faces: before.faces, embedded: before.faces, device: { name: 'cpu' } });
    expect(progress[0]).toBe(0);
    expect(progress.at(-1)).toBe(before.faces);
    expect(events).toContain('model.changed');

    const status = await library.handlers['library.status']({}, context);
    expect(status.model).toMatchObject({ id: 'own', isOwn: true, next: null, before: embeddingModel });
    expect(status.distance).toBeCloseTo(switched!.distance.after, 4);
    expect(status.distance).toBeGreaterThan(status.distances.least);
    expect(status.distance).toBeLessThan(status.distances.most);
    const named = (await groups()).people.find((person) => person.name === 'Somebody')!;
    expect(named.faces).toBeGreaterThan(0);
    const { faces } = await library.handlers['people.get']({ id: named.id, distance: 0.3 }, context);
    expect(faces.map((face) => face.id)).toContain(cover);
    const similar = await library.handlers['faces.similar']({ id: cover, limit: 3 }, context);
    const vectors = sample.look(
      (db) => new Map(listVectors(db, 'own').map((row) => [row.faceId, row.vector])),
    );
    for (const near of similar.faces) {
      const distance = unitDistance(vectors.get(cover)!, vectors.get(near.id)!);
      expect(near.distance).toBeCloseTo(distance, 4);
    }
    for (const vector of vectors.values()) {
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      // Vectors of 64 numbers, padded with zeros.
      expect(vector.subarray(64).every((value) => value === 0)).toBe(true);
    }
    expect(existsSync(libraryLayout(sample.directory).index('own'))).toBe(true);
    expect(sample.look((db) => countVectors(db, embeddingModel))).toBe(before.faces);
  }, 60_000);

  it('sees each face as it was seen when its photo was imported', async () => {
    const library = await sample.open();
    const file = join(modelsDirectory(), embeddingModel, 'model.onnx');
    const same = await library.models.add({ file, kind: 'dlib150', id: 'same' });
    const switched = await library.models.use(same);
    expect(Math.abs(switched!.distance.after - switched!.distance.before)).toBeLessThan(0.08);
    const [imported, embedded] = sample.look((db) => [
      listVectors(db, embeddingModel),
      listVectors(db, same),
    ]);
    expect(embedded).toHaveLength(imported.length);
    embedded.forEach(({ vector }, i) => expect(dot(vector, imported[i]!.vector)).toBeGreaterThan(0.9999));
  }, 60_000);

  it('takes over the distance that was chosen, and gives it back', async () => {
    const library = await sample.open();
    await library.handlers['people.settle']({ distance: 0.5, minFaces: 1 }, context);
    const own = await library.models.add({ file: sample.write({ width: 64 }), kind: 'arcface112' });
    const other = await library.models.add({
      file: sample.write({ width: 90, seed: 3 }, 'b.onnx'),
      kind: 'arcface112',
    });
    const there = await library.models.use(own);
    expect(there!.distance.before).toBe(0.5);
    expect(there!.distance.after).not.toBeCloseTo(0.5, 2);
    const calibration = (await library.handlers['library.status']({}, context)).calibration;
    expect(calibration.map(({ far }) => far)).toEqual([1e-2, 1e-3, 1e-4, 1e-5]);
    await library.models.use(other);
    await library.models.use(own);
    const back = await library.models.use(embeddingModel);
    expect(back!.distance.after).toBeCloseTo(0.5, 3);
    expect(back!.embedded).toBe(0);
    expect((await library.handlers['library.status']({}, context)).minFaces).toBe(1);
  }, 60_000);

  it('is projected from a greater width by directions of the library’s own faces', async () => {
    const library = await sample.open();
    const own = await library.models.add({
      file: sample.write({ width: 200 }),
      kind: 'arcface112',
      width: 200,
    });
    await library.models.use(own);
    const summary = (await library.models.list()).find(({ id }) => id === own)!;
    const faces = sample.look((db) => countVectors(db, own));
    expect(summary).toMatchObject({
      id: 'own',
      width: 200,
      active: true,
      faces,
      projection: { faces, weights: 'familiar/projection' },
    });
    // With fewer faces than directions, no information is lost.
    expect(summary.projection!.kept).toBeCloseTo(1, 4);
    expect(existsSync(join(sample.directory, 'models', 'own.draft'))).toBe(false);
    const { source } = JSON.parse(
      readFileSync(join(sample.directory, 'models', 'own', 'manifest.json'), 'utf8'),
    );
    const kept = readFileSync(join(sample.directory, 'models', 'own', 'model.onnx')).subarray(
      0,
      source.bytes,
    );
    expect(Buffer.compare(kept, testFaceNetwork({ width: 200 }))).toBe(0);
  }, 60_000);

  it('sees photos that are imported from then on, and so does a model before it once it is back', async () => {
    const library = await sample.open();
    await library.models.use(await library.models.add({ file: sample.write({}), kind: 'arcface112' }));
    await importInto(library, sample.place(placed, 1));
    const count = (model: string) => sample.look((db) => countVectors(db, model));
    expect(sample.look((db) => countFacesWithout(db, 'own'))).toBe(0);
    const unseen = count('own') - count(embeddingModel);
    expect(unseen).toBeGreaterThan(0);
    const back = await library.models.use(embeddingModel);
    expect(back!.embedded).toBe(unseen);
    expect(count(embeddingModel)).toBe(count('own'));
  }, 60_000);

  it('gives a face whose photo is gone nearly the vector that it had', async () => {
    const library = await sample.open();
    const paths = sample.place(0, placed);
    const first = await library.models.add({ file: sample.write({ width: 128 }), kind: 'arcface112' });
    await library.models.use(first);
    const fromPhotos = sample.look((db) => listVectors(db, first));
    await library.models.use(embeddingModel);
    await library.models.remove(first);
    for (const path of paths) rmSync(path);
    const second = await library.models.add({ file: sample.write({ width: 128 }), kind: 'arcface112' });
    await library.models.use(second);
    sample.place(0, placed);
    const fromChips = sample.look((db) => listVectors(db, second));
    expect(fromChips).toHaveLength(fromPhotos.length);
    fromChips.forEach(({ vector }, i) => expect(dot(vector, fromPhotos[i]!.vector)).toBeGreaterThan(0.98));
  }, 60_000);

  it('is removed with all that is of it, unless it is in force', async () => {
    const library = await sample.open();
    const own = await library.models.add({ file: sample.write({}), kind: 'arcface112' });
    await library.models.use(own);
    await expect(library.models.remove(own)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(library.models.remove(embeddingModel)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(library.models.remove('another')).rejects.toMatchObject({ code: 'not-found' });
    await expect(library.models.use('another')).rejects.toMatchObject({ code: 'not-found' });
    await library.models.use(embeddingModel);
    await library.models.remove(own);
    expect(sample.look((db) => countVectors(db, own))).toBe(0);
    const left = (await library.models.list()).map(({ id }) => id);
    expect(left).toContain(embeddingModel);
    expect(left).not.toContain(own);
    expect(existsSync(join(sample.directory, 'models', own))).toBe(false);
    expect(existsSync(libraryLayout(sample.directory).index(own))).toBe(false);
  }, 60_000);

  it('is not loaded where its file has changed', async () => {
    const library = await sample.open();
    const own = await library.models.add({ file: sample.write({}), kind: 'arcface112' });
    writeFileSync(join(sample.directory, 'models', own, 'model.onnx'), testFaceNetwork({ seed: 9 }));
    await expect(library.models.use(own)).rejects.toMatchObject({ code: 'model-damaged' });
    expect(sample.look(activeModel)).toBe(embeddingModel);
    expect(sample.look((db) => countVectors(db, own))).toBe(0);
  }, 60_000);

  it('has one name, and an id that is free', async () => {
    const library = await sample.open();
    const file = sample.write({});
    const own = await library.models.add({ file, kind: 'arcface112' });
    expect(await library.models.add({ file, kind: 'arcface112' })).toBe(own);
    const refused = async (model: { id?: string; width?: number; file?: string }, code: string) =>
      expect(library.models.add({ file, kind: 'arcface112', ...model })).rejects.toMatchObject({ code });
    await refused({ id: 'other' }, 'bad-request');
    await refused({ width: 512 }, 'model-unsuitable');
    const second = sample.write({ seed: 5 }, 'second.onnx');
    await refused({ file: second, id: own }, 'bad-request');
    await refused({ file: second, id: embeddingModel }, 'bad-request');
    await refused({ file: second, id: '../escape' }, 'bad-request');
    await refused({ file: join(sample.folder, 'none.onnx') }, 'path-missing');
    await refused({ file: sample.folder }, 'model-unsuitable');
    mkdirSync(join(sample.folder, 'sub'), { recursive: true });
    expect(
      await library.models.add({ file: sample.write({ seed: 6 }, 'sub/own.onnx'), kind: 'arcface112' }),
    ).toBe('own-2');
  }, 60_000);
});
