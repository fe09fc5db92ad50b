import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplePhotos } from '../services/imports/samples.ts';
import { giveToUnprivileged, runUnprivileged } from './test-program.ts';

const minutes = 60_000;
let home: string;
const photo = (...names: string[]): string => join(home, 'photos', ...names);

/** Runs a command on that account's library. */
async function familiar(...args: string[]) {
  const { status, stdout, stderr } = await runUnprivileged(home, ...args, '--library', join(home, 'library'));
  return { status, stdout, stderr };
}

/** The same, and parses its JSON; it must succeed without output on standard error. */
async function report(...args: string[]) {
  const { status, stdout, stderr } = await familiar(...args, '--json');
  expect({ status, stderr }, args.join(' ')).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** Names a face in each of two folders, then closes one folder to everybody, its owner included. */
describe.skipIf(process.platform === 'win32')('one folder that may not be read', () => {
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'familiar-unreadable-'));
    for (const [folder, sample] of [
      ['open', 0],
      ['shut', 1],
    ] as const) {
      mkdirSync(photo(folder), { recursive: true });
      copyFileSync(samplePhotos()[sample]!, photo(folder, 'first.jpg'));
    }
    giveToUnprivileged(home);
    await report('import', photo(), '--device', 'cpu');
    const { faces } = JSON.parse((await familiar('export', '--format', 'json')).stdout);
    for (const [path, name] of [
      [1, 'Anna'],
      [2, 'Ben'],
    ] as const) {
      const { id } = faces.find((face: { photo: number }) => face.photo === path);
      await report('people', 'name', `c${id}`, name);
    }
    chmodSync(photo('shut'), 0);
    copyFileSync(samplePhotos()[2]!, photo('open', 'second.jpg'));
    giveToUnprivileged(photo('open'));
  }, 2 * minutes);
  afterAll(() => {
    chmodSync(photo('shut'), 0o700);
    rmSync(home, { recursive: true });
  });

  it(
    'is told, and the others are imported',
    async () => {
      const looked = await report('import', photo(), '--device', 'cpu');
      expect(looked).toMatchObject({
        photos: 1,
        skipped: 1,
        missing: 0,
        failed: [],
        unreadable: [photo('shut')],
      });
      const told = await familiar('folders', 'look-again', '--device', 'cpu');
      expect(told.status).toBe(0);
      expect(told.stdout).toContain(`${photo('shut')} could not be read; its photos stay as they are.`);
      const { people } = await report('people', '--min-faces', '1');
      expect(people.map(({ name }: { name: string }) => name)).toEqual(
        expect.arrayContaining(['Anna', 'Ben']),
      );
    },
    minutes,
  );

  it.each([
    { way: 'into sidecars', args: [], written: 'first.jpg.xmp' },
    { way: 'into photos', args: ['--write-into-photos'], written: 'first.jpg' },
  ])(
    'leaves names to be written $way of the others',
    async ({ args, written }) => {
      const { written: files, skipped } = await report('export', '--format', 'xmp', ...args);
      expect({ files, skipped }).toEqual({
        files: 1,
        skipped: [expect.objectContaining({ path: photo('shut', 'first.jpg'), code: 'photo-unreadable' })],
      });
      expect(readFileSync(photo('open', written), 'latin1')).toContain('Anna');
    },
    minutes,
  );

  it(
    'stays in documents, and out of what is learned from',
    async () => {
      for (const format of ['json', 'csv']) {
        const { status, stdout } = await familiar('export', '--format', format);
        expect({ status, people: ['Anna', 'Ben'].filter((name) => stdout.includes(name)) }).toEqual({
          status: 0,
          people: ['Anna', 'Ben'],
        });
      }
      const plan = await report('train', '--plan');
      expect(plan.people.map(({ name }: { name: string }) => name)).toContain('Anna');
    },
    minutes,
  );
});
