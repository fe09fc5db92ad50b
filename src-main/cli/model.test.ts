import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { countVectors } from '../db/vectors.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { type TestNetwork, testFaceNetwork } from '../nn/test-face-network.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { modelsWithoutJoint } from '../test-models.ts';
import { runCommand, runJson, startProgram } from './test-program.ts';

let folder: string;
let library: string;
let album: string;
let faces: number;

const start = (...args: string[]) => startProgram(...args, '--library', library);
const run = (...args: string[]) => runCommand(...args, '--library', library);

const json = (...args: string[]) => runJson(...args, '--library', library);

function write(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const network = (name: string, options: TestNetwork) => write(name, testFaceNetwork(options));

/** Number of faces with a vector of a model at this moment, beside a writer. */
function vectors(model: string): number {
  const { db } = lookIntoLibrary(library);
  try {
    return countVectors(db, model);
  } finally {
    db.close();
  }
}

const add = (file: string, ...more: string[]) =>
  json('model', 'add', file, '--kind', 'arcface112', '--device', 'cpu', ...more);
const list = async (): Promise<{ id: string; active: boolean; next: boolean; faces: number; of: number }[]> =>
  (await json('model', 'list')).models;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-model-'));
  vi.stubEnv('FAMILIAR_MODELS_DIR', modelsWithoutJoint(folder));
  library = join(folder, 'library');
  album = join(folder, 'album');
  mkdirSync(album);
  for (const sample of samplePhotos().slice(0, 5)) copyFileSync(sample, join(album, basename(sample)));
  ({ faces } = await json('import', album, '--device', 'cpu'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('familiar model', () => {
  it('adds a network, goes by it, goes back, and removes it', async () => {
    const file = network('Wide Net.onnx', { width: 200 });
    const added = await add(file, '--dimension', '200');
    expect(added).toMatchObject({
      id: 'wide-net',
      kind: 'arcface112',
      source: 'Wide Net.onnx',
      width: 200,
      projection: { faces },
      active: true,
      faces,
      embedded: faces,
      distance: { before: 0.28 },
      device: 'cpu',
    });
    const { distance, people, unassigned } = await json('people', '--min-faces', '1');
    expect(distance).toBeCloseTo(added.distance.after, 3);
    expect(people.reduce((sum: number, person: { faces: number }) => sum + person.faces, unassigned)).toBe(
      faces,
    );
    expect(await list()).toMatchObject([
      { id: 'dlib-resnet-128', active: false, faces, of: faces },
      { id: 'wide-net', active: true, faces, of: faces },
    ]);
    const doctor = await json('doctor', '--device', 'cpu');
    expect(doctor).toMatchObject({ ok: true, library: { store: { model: 'wide-net', vectors: faces } } });
    expect(doctor.models[3]).toMatchObject({ id: 'wide-net', problem: null });

    expect(await run('model', 'remove', 'wide-net')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('(bad-request)'),
    });
    const back = await json('model', 'rollback', '--device', 'cpu');
    expect(back).toMatchObject({ active: true, embedded: 0, distance: { after: 0.28 } });
    expect(await json('model', 'remove', 'wide-net')).toEqual({ removed: 'wide-net' });
    expect(await list()).toMatchObject([{ id: 'dlib-resnet-128', active: true }]);
    expect(existsSync(join(library, 'models', 'wide-net'))).toBe(false);
  }, 120_000);

  it('goes on where it was killed', async () => {
    const file = network('killed.onnx', { width: 64 });
    const { child, ended } = start('model', 'add', file, '--kind', 'arcface112', '--device', 'cpu');
    while (vectors('killed') === 0) await new Promise((go) => setTimeout(go, 1));
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    const done = vectors('killed');
    expect(done).toBeLessThan(faces);
    expect(await list()).toMatchObject([
      { active: true },
      { id: 'killed', active: false, next: true, faces: done },
    ]);

    const again = await add(file);
    expect(again).toMatchObject({ id: 'killed', active: true, faces, embedded: faces - done });
    expect(await run('model', 'resume')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('(not-found)'),
    });
    await json('model', 'use', 'dlib-resnet-128');
    await json('model', 'remove', 'killed');
  }, 120_000);

  it('stops in good order when it is asked to, and resumes', async () => {
    const file = network('stopped.onnx', { width: 64, seed: 2 });
    const { child, ended } = start('model', 'add', file, '--kind', 'arcface112', '--device', 'cpu');
    while (vectors('stopped') === 0) await new Promise((go) => setTimeout(go, 1));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 130, stderr: expect.stringContaining('goes on from here') });
    expect(await json('model', 'resume', '--device', 'cpu')).toMatchObject({
      id: 'stopped',
      active: true,
      faces,
    });
    await json('model', 'use', 'dlib-resnet-128');
    await json('model', 'remove', 'stopped');
  }, 120_000);

  it('refuses what is no face network of that kind, with the reason, and keeps nothing of it', async () => {
    const good = network('good.onnx', { seed: 3 });
    for (const [args, status, reason] of [
      [
        [write('text.onnx', 'no network'), '--kind', 'arcface112'],
        1,
        /text\.onnx cannot be used.*no ONNX file/,
      ],
      [[good, '--kind', 'dlib150'], 1, /\[batch, 3, 112, 112\]; dlib150 takes.*\(model-unsuitable\)/],
      [[good, '--kind', 'arcface112', '--dimension', '512'], 1, /64 numbers a face, not 512/],
      [[network('nan.onnx', { flaw: 'not-finite' }), '--kind', 'arcface112'], 1, /not finite/],
      [[join(folder, 'none.onnx'), '--kind', 'arcface112'], 2, /there is nothing at/],
      [[good], 2, /--kind/],
      [[good, '--kind', 'other'], 2, /arcface112, dlib150, facenet160/],
      [[good, '--kind', 'arcface112', '--id', 'No Id'], 2, /an id is of/],
    ] as const) {
      const ended = await run('model', 'add', ...args, '--device', 'cpu');
      expect({ args, status: ended.status, stdout: ended.stdout }).toEqual({ args, status, stdout: '' });
      expect(ended.stderr).toMatch(reason);
    }
    expect(await list()).toMatchObject([{ id: 'dlib-resnet-128', active: true, next: false }]);
    expect(readdirSync(join(library, 'models'))).toEqual([]);
  }, 120_000);

  it('explains itself with examples', async () => {
    for (const part of [
      [],
      ['add'],
      ['list'],
      ['activate'],
      ['rollback'],
      ['resume'],
      ['remove'],
      ['export'],
    ]) {
      const { status, stdout } = await run('model', ...part, '--help');
      expect(status).toBe(0);
      expect(stdout).toContain(`familiar ${['model', ...part].join(' ')}`);
      expect(stdout).toContain('Examples:');
    }
  }, 120_000);
});
