import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countPhotos } from '../db/photos.ts';
import { planThreads } from '../faces/threads/thread-plan.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { isBuilt } from '../nn/models.ts';
import { runCommand as run, startProgram as start } from './test-program.ts';

let folder: string;
let library: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-cli-'));
  library = join(folder, 'library');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An album of this many photos; beyond the samples, copies differ only in bytes after the picture. */
function photos(count: number): string {
  const album = join(folder, 'album');
  mkdirSync(album);
  const samples = samplePhotos();
  for (let i = 0; i < count; i++) {
    const sample = samples[i % samples.length]!;
    const round = Math.floor(i / samples.length);
    const path = join(album, `${round}-${basename(sample)}`);
    copyFileSync(sample, path);
    if (round > 0) appendFileSync(path, `copy ${round}`);
  }
  return album;
}

/** More photos than are under way at once, so that the process ends before the last. */
const manyPhotos = (): number => {
  const { threads, photos: underWay } = planThreads('cpu');
  return 2 * threads * underWay;
};

/** Number of photos in the library at this moment, beside a writer. */
function storedPhotos(): number {
  try {
    const { db } = lookIntoLibrary(library);
    try {
      return countPhotos(db);
    } finally {
      db.close();
    }
  } catch {
    return 0;
  }
}

const importJson = async (...paths: string[]) => {
  const { stdout, status } = await run('import', ...paths, '--library', library, '--device', 'cpu', '--json');
  return { status, report: JSON.parse(stdout) };
};

describe('familiar', () => {
  it('imports, groups, and knows what it has seen', async () => {
    const album = photos(6);
    writeFileSync(join(album, 'broken.jpg'), 'no photo at all');
    const first = await importJson(album);
    expect(first.status).toBe(0);
    expect(first.report).toMatchObject({
      photos: 6,
      skipped: 0,
      failed: [{ path: join(album, 'broken.jpg'), code: 'photo-damaged', message: expect.any(String) }],
    });
    expect(first.report.faces).toBeGreaterThanOrEqual(15);
    expect(first.report.photosPerSecond).toBeCloseTo(6 / first.report.seconds, 5);

    const again = await run('import', album, '--library', library);
    expect(again.stdout).toMatch(/^Nothing new: 6 photos are in the library already\.\n1 file could not/);

    const people = await run('people', '--library', library, '--json', '--distance', '0.45');
    const listed = JSON.parse(people.stdout);
    expect(listed.distance).toBe(0.45);
    expect(listed.people.length).toBeGreaterThan(0);
    const sum = listed.people.reduce((n: number, person: { faces: number }) => n + person.faces, 0);
    expect(sum + listed.unassigned).toBe(first.report.faces);

    const copy = join(folder, 'copied');
    cpSync(library, copy, { recursive: true });
    const copied = await run('people', '--library', copy, '--json', '--distance', '0.45');
    expect(JSON.parse(copied.stdout)).toEqual(listed);
  }, 120_000);

  it('loses nothing when it is killed in the middle', async () => {
    const count = manyPhotos();
    const album = photos(count);
    const { child, ended } = start('import', album, '--library', library, '--device', 'cpu');
    while (storedPhotos() < 1) await new Promise((go) => setTimeout(go, 20));
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    expect(storedPhotos()).toBeLessThan(count);
    const { status, report } = await importJson(album);
    expect(status).toBe(0);
    expect(report.photos + report.skipped).toBe(count);
    expect(report.failed).toEqual([]);
    expect((await importJson(album)).report).toMatchObject({ photos: 0, skipped: count });
  }, 120_000);

  it('stops in good order when it is asked to', async () => {
    const count = manyPhotos();
    const { child, ended } = start(
      'import',
      photos(count),
      '--library',
      library,
      '--device',
      'cpu',
      '--json',
    );
    while (!existsSync(join(library, 'library.sqlite-wal'))) await new Promise((go) => setTimeout(go, 20));
    child.kill('SIGINT');
    const { status, stdout, stderr } = await ended;
    expect(status).toBe(130);
    expect(JSON.parse(stdout).photos).toBeLessThan(count);
    expect(stderr).toContain('The same command goes on from here');
  }, 60_000);

  it('says what is wrong with a call, with status 2, and prints nothing else', async () => {
    for (const args of [
      ['import', '--library', library],
      ['import', join(folder, 'none'), '--library', library],
      ['import', folder, '--device', 'abacus'],
      ['people', '--distance', '9'],
      ['people', '--min-faces', '1.5'],
      ['people', '--unknown'],
      ['fly'],
    ]) {
      const { status, stdout, stderr } = await run(...args);
      expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: '' });
      expect(stderr.length).toBeGreaterThan(0);
    }
    expect(existsSync(library)).toBe(false);
  }, 60_000);

  it('fails with a code where there is no library, or where another has it', async () => {
    const none = await run('people', '--library', library);
    expect(none).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('(not-found)') });
    const serving = start('serve', '--library', library, '--no-open', '--json');
    while (!serving.output().includes('\n')) await new Promise((go) => setTimeout(go, 50));
    const busy = await run('import', folder, '--library', library);
    expect(busy).toMatchObject({ status: 1, stderr: expect.stringContaining('(library-busy)') });
    serving.child.kill('SIGTERM');
    expect((await serving.ended).status).toBe(0);
    expect(JSON.parse(serving.output()).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=/);
  }, 60_000);

  it('explains every command with examples', async () => {
    for (const command of ['import', 'people', 'serve', 'doctor']) {
      const { status, stdout } = await run(command, '--help');
      expect(status).toBe(0);
      expect(stdout).toContain('Examples:');
      expect(stdout).toContain(`familiar ${command}`);
    }
  }, 60_000);

  it('examines itself', async () => {
    const { stdout, status } = await run('doctor', '--library', library, '--device', 'cpu', '--json');
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      ok: true,
      device: { chosen: 'cpu' },
      training: { backend: expect.stringMatching(/./), reason: expect.stringMatching(/./) },
      library: { present: false },
      optional: [{ name: '@tensorflow/tfjs-node-gpu', present: expect.any(Boolean) }],
    });
    expect(report.models.map(({ id }: { id: string }) => id)).toEqual([
      'ssd-mobilenet-v1',
      'landmarks-68',
      ...['dlib-mobilefacenet-128', 'dlib-resnet-128'].filter(isBuilt),
    ]);
    for (const model of report.models) expect(model).toMatchObject({ problem: null });
  }, 60_000);
});
