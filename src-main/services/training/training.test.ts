import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firstItems } from '../../common/elements.ts';
import { needs, testData, testFile } from '../../common/test-data.ts';
import type { TrainingProgress, TrainingRun, TrainingRunDetail } from '../../contract/training.ts';
import { openForReading } from '../../db/open.ts';
import { listTrainingFaces } from '../../db/training-faces.ts';
import { getVectors } from '../../db/vectors.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { libraryLayout } from '../../library/layout.ts';
import type { Library } from '../../library/library.ts';
import { openLibrary } from '../../library/open.ts';
import type { Handlers, MethodName, Params, Result } from '../../contract/methods.ts';
import { verifyModel } from '../../nn/models.ts';

/** Two people to learn, and strangers beside them. */
const albums = { Kim_Clijsters: 9, Bill_Gates: 9 };
const others = { Norah_Jones: 3, Hu_Jintao: 3, Tim_Henman: 3, Trent_Lott: 3 };

let folder = '';
let original: string;
let opened: Library[] = [];
let copies = 0;

function copyPeople(into: string, people: Record<string, number>): string {
  for (const [person, count] of Object.entries(people)) {
    mkdirSync(join(into, person), { recursive: true });
    const photos = readdirSync(testFile('faces', 'lfw', person))
      .sort()
      .slice(0, count);
    for (const photo of photos) cpSync(testFile('faces', 'lfw', person, photo), join(into, person, photo));
  }
  return into;
}

async function open(directory: string): Promise<Library> {
  const trainer = new URL('./test-fine-tune.ts', import.meta.url).href;
  const library = await openLibrary(directory, { device: 'cpu', model: embeddingModel, trainer });
  opened.push(library);
  return library;
}

async function copy(): Promise<{ library: Library; directory: string }> {
  const directory = join(folder, `copy-${copies++}`);
  cpSync(original, directory, { recursive: true });
  return { library: await open(directory), directory };
}

const context = { signal: new AbortController().signal };
const call = async <M extends MethodName>(
  library: Library,
  method: M,
  params: Params<M>,
): Promise<Result<M>> =>
  (library.handlers as Handlers)[method](params as never, context) as Promise<Result<M>>;

const head = { people: null, albums: null, scope: 'head', minutes: null, seed: 1 } as const;

async function runToEnd(
  library: Library,
  options: Partial<Params<'training.start'>> = {},
): Promise<TrainingRunDetail> {
  const { run } = await call(library, 'training.start', { ...head, ...options });
  await library.training.finished();
  return call(library, 'training.run', { id: run });
}

describe('learning from labelled albums', () => {
  beforeAll(async () => {
    if (testData('faces') === null) return;
    folder = mkdtempSync(join(tmpdir(), 'familiar-training-'));
    original = join(folder, 'original');
    const library = await open(original);
    library.imports.start([copyPeople(join(folder, 'others'), others)]);
    await call(library, 'training.takeAlbums', { folder: copyPeople(join(folder, 'albums'), albums) });
    await library.close();
  }, 240_000);
  beforeEach(needs('faces'));
  afterEach(async () => {
    for (const library of opened) await library.close();
    opened = [];
  });
  afterAll(() => folder && rmSync(folder, { recursive: true }));

  it('plans with whom it would learn, and which faces would serve as what', async () => {
    const { library } = await copy();
    const plan = await call(library, 'training.plan', { people: null });
    expect(plan.people.map(({ name, faces: count, counts }) => [name, count, counts]).sort()).toEqual([
      ['Bill_Gates', 9, true],
      ['Kim_Clijsters', 9, true],
    ]);
    expect(plan).toMatchObject({ suspects: [], refusal: null });
    expect(plan.roles).toMatchObject({ train: 10, validation: 4, heldOut: 4 });
    // Four test faces and no stranger: the warning comes before the run.
    expect(plan.untellable).toEqual(['too-few-held-out', 'strangers-unknown']);
    const [one] = firstItems(plan.people, 1);
    expect(await call(library, 'training.plan', { people: [one.id] })).toMatchObject({
      refusal: 'too-few-people',
      roles: { train: 0 },
    });
    await expect(call(library, 'training.plan', { people: ['p99'] })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(call(library, 'training.start', { ...head, people: [one.id] })).rejects.toMatchObject({
      code: 'too-few-people',
    });
  }, 60_000);

  it('never takes faces of hidden people, dismissed ones, or those whose photo is gone', async () => {
    const { library } = await copy();
    const { people } = await call(library, 'training.plan', { people: null });
    const [anna, ben] = firstItems(people, 2);
    const detail = await call(library, 'people.get', { id: anna.id, distance: 0.33 });
    await call(library, 'faces.dismiss', { faces: [detail.faces[0]!.id] });
    const gone = await call(library, 'photos.get', { id: detail.photos[1]!.id, distance: 0.33 });
    renameSync(gone.path, `${gone.path}.away`);
    const after = await call(library, 'training.plan', { people: null });
    expect(after.people.find(({ id }) => id === anna.id)!.faces).toBe(7);
    await call(library, 'people.hide', { ids: [ben.id], distance: 0.33 });
    expect(await call(library, 'training.plan', { people: null })).toMatchObject({
      people: [{ id: anna.id }],
      refusal: 'too-few-people',
    });
    await expect(call(library, 'training.start', head)).rejects.toMatchObject({ code: 'too-few-people' });
    expect(await call(library, 'training.runs', {})).toEqual({ runs: [] });
    renameSync(`${gone.path}.away`, gone.path);
  }, 60_000);

  it('trains, compares, comes into force when told to, and is gone back from', async () => {
    const { library, directory } = await copy();
    const seen: TrainingProgress[] = [];
    library.subscribe((name, payload) => {
      if (name === 'training.progress') seen.push(payload as TrainingProgress);
    });
    const run = await runToEnd(library);
    expect(run).toMatchObject({
      state: 'done',
      scope: 'head',
      seed: 1,
      people: 2,
      faces: 10,
      base: embeddingModel,
      candidate: 'trained-1',
      decision: null,
      active: false,
      baseVal: 0.8,
      failure: null,
    });
    expect(run.trainedOn).toHaveLength(10);
    expect(run.report!.labelled).toMatchObject({ faces: 4, people: 2 });
    expect(run.curve.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(new Set(seen.map(({ state }) => state))).toEqual(
      new Set(['preparing', 'training', 'evaluating', 'done']),
    );
    expect(seen.at(-1)).toMatchObject({ run: run.id, state: 'done' });
    expect(await call(library, 'training.progress', {})).toEqual({ progress: null });

    // Faces without a training role stay out: roles of two photos never mix.
    const db = openForReading(libraryLayout(directory).database);
    const frozen = listTrainingFaces(db, run.id);
    const held = new Set(
      frozen.filter(({ role }) => role === 'held-out').map(({ photoHash }) => photoHash.toString('hex')),
    );
    expect(
      frozen.filter(({ role, photoHash }) => role === 'train' && held.has(photoHash.toString('hex'))),
    ).toEqual([]);
    const judged = frozen.filter(({ role }) => role === 'held-out').map(({ faceId }) => faceId);
    expect(getVectors(db, 'trained-1', judged)).toHaveLength(4);
    db.close();

    const model = (await library.models.list()).find(({ id }) => id === 'trained-1');
    expect(model).toMatchObject({
      id: 'trained-1',
      kind: 'dlib150',
      source: `run ${run.id} from ${embeddingModel}, on 10 photos of 2 people`,
      active: false,
      problem: null,
    });
    await call(library, 'training.use', { id: run.id });
    await library.models.use('trained-1');
    expect((await call(library, 'library.status', {})).model).toMatchObject({ id: 'trained-1', next: null });
    const [used] = (await call(library, 'training.runs', {})).runs;
    expect(used).toMatchObject({ id: run.id, decision: 'used', active: true } satisfies Partial<TrainingRun>);
    const named = (await call(library, 'people.named', {})).people.map(({ name }) => name);
    expect(named).toEqual(['Bill_Gates', 'Kim_Clijsters']);
    await expect(call(library, 'training.keepOld', { id: run.id })).rejects.toMatchObject({
      code: 'bad-request',
    });

    expect(await call(library, 'training.rollBack', {})).toEqual({ model: embeddingModel });
    await library.models.use(embeddingModel);
    expect((await call(library, 'library.status', {})).model.id).toBe(embeddingModel);
    await call(library, 'training.keepOld', { id: run.id });
    expect((await call(library, 'training.run', { id: run.id })).decision).toBe('kept-old');
  }, 300_000);

  it('comes to the same model with the same seed, whose only difference is what was trained', async () => {
    const { library, directory } = await copy();
    const first = await runToEnd(library);
    const second = await runToEnd(library);
    expect([first.candidate, second.candidate]).toEqual(['trained-1', 'trained-1']);
    const third = await runToEnd(library, { seed: 2 });
    expect(third.candidate).toBe('trained-3');
    const base = (await verifyModel(embeddingModel)).onnx;
    const trained = readFileSync(join(directory, 'models', 'trained-1', 'model.onnx'));
    expect(trained.length).toBeGreaterThan(0.99 * base.length);
    const manifest = JSON.parse(
      readFileSync(join(directory, 'models', 'trained-1', 'manifest.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({
      kind: 'dlib150',
      source: { run: 1, base: embeddingModel, scope: 'head', seed: 1, people: 2, photos: 10 },
      input: { type: 'uint8', layout: 'nhwc', side: 150, normalisation: null },
      output: { name: 'embedding', width: 128 },
    });
  }, 300_000);

  it('pauses, goes on, and stops with what it has', async () => {
    const { library } = await copy();
    const states: string[] = [];
    let steps = 0;
    library.subscribe((name, payload) => {
      if (name !== 'training.progress') return;
      const { state, point } = payload as TrainingProgress;
      if (states.at(-1) !== state) states.push(state);
      steps = point?.step ?? steps;
      if (steps >= 2 && !states.includes('paused')) library.training.pause();
    });
    await library.training.start({ ...head, epochs: 100_000 });
    await expect(library.training.start(head)).rejects.toMatchObject({ code: 'training-busy' });
    while (!states.includes('paused')) await new Promise((resolve) => setTimeout(resolve, 20));
    // Steps under way still arrive; then none.
    let held = -1;
    while (held !== steps) {
      held = steps;
      await new Promise((resolve) => setTimeout(resolve, 600));
    }
    await call(library, 'training.resume', {});
    while (steps <= held) await new Promise((resolve) => setTimeout(resolve, 20));
    await call(library, 'training.stop', {});
    await library.training.finished();
    const [run] = firstItems((await call(library, 'training.runs', {})).runs, 1);
    expect(run).toMatchObject({ state: 'stopped', candidate: 'trained-1', failure: null });
    expect(run.report).not.toBeNull();
    expect(states).toEqual(['preparing', 'training', 'paused', 'training', 'evaluating', 'stopped']);
  }, 300_000);

  it('waits while photos are imported', async () => {
    const { library } = await copy();
    const states: string[] = [];
    library.subscribe((name, payload) => {
      if (name === 'training.progress') states.push((payload as TrainingProgress).state);
    });
    await library.training.start({ ...head, epochs: 100_000 });
    while (states.at(-1) !== 'training') await new Promise((resolve) => setTimeout(resolve, 20));
    library.imports.start([copyPeople(join(folder, 'more'), { Andy_Roddick: 1 })]);
    while (states.at(-1) !== 'paused') await new Promise((resolve) => setTimeout(resolve, 20));
    await library.imports.finished();
    while (states.at(-1) !== 'training') await new Promise((resolve) => setTimeout(resolve, 20));
    library.training.stop();
    await library.training.finished();
    expect(states.at(-1)).toBe('stopped');
  }, 300_000);

  it('fails with words where the trainer breaks, or the process ends', async () => {
    const { library, directory } = await copy();
    const broken = await runToEnd(library, { seed: 13 });
    expect(broken).toMatchObject({
      state: 'failed',
      candidate: null,
      report: null,
      failure: { code: 'internal', message: 'the trainer broke' },
    });
    await library.training.start({ ...head, epochs: 100_000 });
    while (library.training.progress?.state !== 'training')
      await new Promise((resolve) => setTimeout(resolve, 20));
    await library.close();
    const again = await open(directory);
    const [ended] = firstItems((await call(again, 'training.runs', {})).runs, 1);
    expect(ended).toMatchObject({ state: 'failed', failure: { code: 'cancelled' } });
    await expect(call(again, 'training.use', { id: ended.id })).rejects.toMatchObject({ code: 'not-found' });
  }, 300_000);
});
