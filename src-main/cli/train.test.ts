import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { needs, testData, testFile } from '../common/test-data.ts';
import { getEmbeddableFaces } from '../db/embedding.ts';
import { listFilesOfPhoto } from '../db/files.ts';
import { listTrainingRuns } from '../db/training-runs.ts';
import { listVectors } from '../db/vectors.ts';
import { cutFor } from '../faces/align/alignments.ts';
import { mirror } from '../faces/align/chip.ts';
import { cutStoredFaces } from '../faces/stored-faces.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { modelsWithoutJoint } from '../test-models.ts';
import { runCommand, runJson, startProgram } from './test-program.ts';

const project = fileURLToPath(new URL('../../package.json', import.meta.url));
const albums = { Kim_Clijsters: 5, Bill_Gates: 5 };

let folder = '';
let library: string;

const start = (...args: string[]) => startProgram(...args, '--library', library);
const run = (...args: string[]) => runCommand(...args, '--library', library);

const json = (...args: string[]) => runJson(...args, '--library', library);

function look<T>(at: (db: ReturnType<typeof lookIntoLibrary>['db']) => T): T {
  const { db } = lookIntoLibrary(library);
  try {
    return at(db);
  } finally {
    db.close();
  }
}

/** Another program, which knows only the output of `model export`. */
const otherProgram = `
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const [project, model, pictures, views] = process.argv.slice(2);
const { InferenceSession, Tensor } = createRequire(project)('onnxruntime-node');
const session = await InferenceSession.create(model);
const pixels = new Uint8Array(readFileSync(pictures));
const count = pixels.length / (150 * 150 * 3);
const { embedding } = await session.run({ pixels: new Tensor('uint8', pixels, [count, 150, 150, 3]) });
const unit = (v) => { const length = Math.hypot(...v); return v.map((x) => x / length); };
const all = Array.from({ length: count }, (_, i) => unit([...embedding.data.subarray(128 * i, 128 * i + 128)]));
const faces = [];
for (let i = 0; i < count; i += Number(views)) {
  const own = all.slice(i, i + Number(views));
  faces.push(unit(own[0].map((_, k) => own.reduce((sum, v) => sum + v[k], 0))));
}
console.log(JSON.stringify(faces));
`;

beforeAll(() => {
  if (testData('faces') === null) return;
  folder = mkdtempSync(join(tmpdir(), 'familiar-train-'));
  vi.stubEnv('FAMILIAR_MODELS_DIR', modelsWithoutJoint(folder));
  library = join(folder, 'library');
  for (const [person, count] of Object.entries(albums)) {
    mkdirSync(join(folder, 'albums', person), { recursive: true });
    for (const photo of readdirSync(testFile('faces', 'lfw', person))
      .sort()
      .slice(0, count)) {
      cpSync(testFile('faces', 'lfw', person, photo), join(folder, 'albums', person, photo));
    }
  }
});
beforeEach(needs('faces'));
afterAll(() => folder && rmSync(folder, { recursive: true }));

describe('familiar train', () => {
  it('refuses where there is nobody to learn, and what makes no sense', async () => {
    const empty = join(folder, 'empty');
    const nobody = await runCommand('train', '--library', empty, '--device', 'cpu');
    expect(nobody).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('(too-few-people)'),
    });
    for (const [args, reason] of [
      [['--scope', 'nose'], /head, block, full/],
      [['--epochs', '2', '--minutes', '1'], /cannot be used with/],
      [['--albums', join(folder, 'none')], /path-missing/],
      [['--seed', '-1'], /whole number/],
    ] as const) {
      const ended = await run('train', ...args);
      expect({ args, status: ended.status }).toEqual({ args, status: 2 });
      expect(ended.stderr).toMatch(reason);
    }
  }, 180_000);

  it('learns two albums, compares, and leaves it to the user where nothing can be said', async () => {
    const learned = await json(
      ...['train', '--albums', join(folder, 'albums'), '--scope', 'head', '--epochs', '2', '--seed', '5'],
      ...['--device', 'cpu'],
    );
    expect(learned).toMatchObject({
      run: 1,
      state: 'done',
      scope: 'head',
      seed: 5,
      base: 'dlib-resnet-128',
      candidate: 'trained-1',
      promoted: false,
      reasons: ['too-few-held-out', 'strangers-unknown'],
      people: 2,
      faces: 6,
      photos: 10,
      trainedOn: 6,
      roles: { train: 6, validation: 0, heldOut: 4, strangers: 0, library: 0 },
      report: { labelled: { faces: 4, people: 2 }, strangers: { faces: 0 } },
      albums: { conflicts: [] },
      steps: 2,
    });
    expect(learned.words).toMatch(/^It is not taken into use: .*too few.*trained-1 is kept/);
    expect(learned.backend).toBeTruthy();
    expect(await json('train', '--plan')).toMatchObject({
      people: [
        { name: expect.any(String), faces: 5, counts: true },
        { name: expect.any(String), faces: 5, counts: true },
      ],
      suspects: [],
      refusal: null,
    });
    const { runs } = await json('train', '--history');
    expect(runs).toMatchObject([{ id: 1, candidate: 'trained-1', decision: 'kept-old', active: false }]);
    expect((await run('history')).stdout).toContain('Took 10 faces from 2 albums');
    expect((await run('train', '--history')).stdout).toMatch(/^1 .* done .*trained-1, not used/);
  }, 180_000);

  it('takes what was learned into force, gives it to another program, and goes back', async () => {
    expect(await json('model', 'activate', 'trained-1', '--device', 'cpu')).toMatchObject({
      id: 'trained-1',
      active: true,
      faces: 10,
      embedded: 6,
      source: 'run 1 from dlib-resnet-128, on 6 photos of 2 people',
    });
    const file = join(folder, 'family.onnx');
    const exported = await json('model', 'export', 'trained-1', '--onnx', file);
    expect(exported).toMatchObject({
      id: 'trained-1',
      bytes: readFileSync(file).length,
      kind: 'dlib150',
      input: { name: 'pixels', type: 'uint8', layout: 'nhwc', side: 150, normalisation: null },
      output: { name: 'embedding', width: 128 },
    });

    const ours = look((db) => listVectors(db, 'trained-1'));
    const views: Uint8Array[] = [];
    for (const { faceId, photoId } of ours) {
      const { path, faces } = look((db) => ({
        path: listFilesOfPhoto(db, photoId)[0]!.path,
        faces: getEmbeddableFaces(db, [faceId]),
      }));
      const [chips] = firstItems(await cutStoredFaces({ path, faces }, cutFor.dlib150), 1);
      for (const chip of chips) views.push(chip.data, mirror(chip).data);
    }
    const [script, pictures] = [join(folder, 'other.mjs'), join(folder, 'pictures')];
    writeFileSync(script, otherProgram);
    writeFileSync(pictures, Buffer.concat(views));
    const args = [script, project, file, pictures, String(views.length / ours.length)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 });
    const theirs = JSON.parse(stdout) as number[][];
    expect(theirs).toHaveLength(ours.length);
    const differences = ours.map(({ vector }, i) =>
      Math.max(...theirs[i]!.map((x, k) => Math.abs(x - vector[k]!))),
    );
    expect(Math.max(...differences)).toBeLessThan(1e-4);

    const back = await json('model', 'rollback', '--device', 'cpu');
    expect(back).toMatchObject({ id: 'dlib-resnet-128', active: true, embedded: 0 });
    expect(await run('model', 'export', 'nobody', '--onnx', file)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('(not-found)'),
    });
    expect(await run('model', 'export', 'trained-1', '--onnx', join(folder, 'no', 'where'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('(output-unwritable)'),
    });
  }, 180_000);

  it('ends at Ctrl-C with what it has, which is not put to use', async () => {
    const { child, ended } = start(
      'train',
      '--scope',
      'head',
      '--minutes',
      '30',
      '--device',
      'cpu',
      '--json',
    );
    while (look((db) => listTrainingRuns(db)[0]!.state) !== 'training') {
      await new Promise((go) => setTimeout(go, 50));
    }
    child.kill('SIGINT');
    const { status, stdout, stderr } = await ended;
    expect({ status, stderr }).toMatchObject({
      status: 130,
      stderr: expect.stringContaining('Ending training'),
    });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ run: 2, state: 'stopped', promoted: false });
    expect(look((db) => listTrainingRuns(db)[0]!.decision)).toBeNull();
  }, 180_000);

  it('explains itself with examples', async () => {
    const { status, stdout } = await runCommand('train', '--help');
    expect(status).toBe(0);
    expect(stdout).toContain('Examples:');
  }, 180_000);
});
