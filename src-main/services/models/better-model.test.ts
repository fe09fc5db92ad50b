import { beforeEach, describe, expect, it, vi } from 'vitest';
import { needsJointModel } from '../../build/test-joint-model.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { putSetting } from '../../db/settings.ts';
import { countVectors } from '../../db/vectors.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { libraryLayout } from '../../library/layout.ts';
import type { Library } from '../../library/library.ts';
import { useSampleLibrary } from '../../library/test-library.ts';
import { activeModel, builtInDistance, settleModel } from '../model-session/active-model.ts';
import { defaultGrouping } from '../model-session/grouping.ts';
import { storePhoto } from '../model-session/test-faces.ts';

const joint = 'dlib-mobilefacenet-128';

describe('the model of a library', () => {
  const settled = (fill: (db: WritableDb) => void): string => {
    const db = openForWriting(':memory:');
    fill(db);
    settleModel(db, joint);
    const id = activeModel(db);
    settleModel(db, embeddingModel);
    expect(activeModel(db)).toBe(id);
    db.close();
    return id;
  };

  it('is the best where nothing is in it yet, and dlib’s where there was no choice', () => {
    expect(settled(() => {})).toBe(joint);
    expect(settled((db) => void storePhoto(db, [{ person: 1, variation: 1 }]))).toBe(embeddingModel);
    expect(settled((db) => putSetting(db, 'grouping', '{"distance":0.4,"minFaces":1}'))).toBe(embeddingModel);
    expect(settled((db) => putSetting(db, 'model', 'own'))).toBe('own');
  });
});

describe('an old library', () => {
  beforeEach(needsJointModel);
  const sample = useSampleLibrary();
  const call = (library: Library) => library.handlers;
  const signal = new AbortController().signal;

  /** A library that predates the choice of models. */
  const forgetChoice = () => {
    const db = openForWriting(libraryLayout(sample.directory).database);
    db.exec("DELETE FROM settings WHERE key = 'model'");
    db.close();
  };
  const labels = () => sample.look((db) => db.prepare('SELECT * FROM labels ORDER BY face_id').all());
  const inForce = (id: string) => vi.waitFor(() => expect(sample.look(activeModel)).toBe(id), 60_000);

  it('goes on with dlib, is offered the better model, and keeps all that was said when it takes it', async () => {
    forgetChoice();
    const library = await sample.open();
    const handlers = call(library);
    const status = async () => handlers['library.status']({}, { signal });
    expect((await status()).model).toMatchObject({ id: embeddingModel, better: joint, before: null });
    const old = (await status()).distance;
    const { people } = await library.people.list({ distance: 0.4, minFaces: 1 }, signal);
    await handlers['people.name']({ id: people[0]!.id, name: 'Anna', distance: 0.4 }, { signal });
    await handlers['people.name']({ id: people[1]!.id, name: 'Ben', distance: 0.4 }, { signal });
    const before = labels();
    expect(before.length).toBeGreaterThan(1);

    expect(await handlers['model.improve']({}, { signal })).toEqual({ model: joint });
    expect((await status()).model).toMatchObject({ next: { id: joint }, better: null });
    await inForce(joint);
    await vi.waitFor(async () => expect((await status()).model.id).toBe(joint));
    expect((await status()).model).toMatchObject({ better: null, before: embeddingModel, isOwn: false });
    await expect(async () => handlers['model.improve']({}, { signal })).rejects.toMatchObject({
      code: 'bad-request',
    });
    expect(sample.look((db) => countVectors(db, joint))).toBe((await status()).faces);
    expect(labels()).toEqual(before);
    const named = await library.people.list({ distance: (await status()).distance, minFaces: 1 }, signal);
    expect(named.people.map(({ name }) => name)).toEqual(expect.arrayContaining(['Anna', 'Ben']));
    expect((await status()).distance).toBeCloseTo(builtInDistance(joint, old), 5);
    expect((await status()).calibration.find(({ far }) => far === 1e-4)?.distance).toBeGreaterThan(0.45);

    await handlers['edits.undo']({}, { signal });
    const names = async () => (await handlers['people.names']({}, { signal })).names;
    expect(await names()).toEqual(['Anna']);
    await handlers['edits.redo']({}, { signal });
    expect(labels()).toEqual(before);

    await handlers['training.rollBack']({}, { signal });
    await inForce(embeddingModel);
    await vi.waitFor(async () => expect((await status()).distance).toBeCloseTo(old, 5));
    expect(labels()).toEqual(before);
    expect((await names()).sort()).toEqual(['Anna', 'Ben']);
  }, 120_000);
});

it('starts at the distance at which as few strangers pass as at dlib’s', () => {
  expect(builtInDistance(embeddingModel, defaultGrouping.distance)).toBe(defaultGrouping.distance);
});
