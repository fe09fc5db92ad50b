import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForWriting } from '../../db/open.ts';
import { putProposal } from '../../db/proposals.ts';
import { lockLibrary } from '../../db/lock.ts';
import { libraryLayout } from '../../library/layout.ts';
import { storePhoto } from '../../services/model-session/test-faces.ts';
import { runCommand, runJson } from '../test-program.ts';

let folder: string;
let library: string;

/** Faces 1, 3 and 5 are one person's, 2 and 4 another's. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-correcting-'));
  library = join(folder, 'library');
  mkdirSync(library);
  const db = openForWriting(libraryLayout(library).database);
  for (const variation of [1, 2])
    storePhoto(
      db,
      [1, 2].map((person) => ({ person, variation })),
    );
  storePhoto(db, [{ person: 1, variation: 3 }]);
  db.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runCommand(...args, '--library', library);
const json = (...args: string[]) => runJson(...args, '--library', library);
const shown = async () =>
  (await json('people')).people.map((person: Record<string, unknown>) => [
    person.id,
    person.name,
    person.faces,
    person.hidden,
  ]);

describe('familiar people', () => {
  it('names, merges, splits, moves and covers, tells its history, and takes all of it back', async () => {
    const before = await shown();
    expect(before).toEqual([
      ['c1', null, 3, false],
      ['c2', null, 2, false],
    ]);
    expect((await run('people', 'name', 'c1', 'Marie')).stdout).toBe('Named 3 faces Marie (p1).\n');
    const together = await run('people', 'merge', 'c2', 'p1');
    expect(together).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('(name-in-photo)'),
    });
    expect(await json('people', 'merge', 'c2', 'p1', '--twice')).toMatchObject({
      id: 'p1',
      edit: { kind: 'merged' },
    });
    expect(await shown()).toEqual([['p1', 'Marie', 5, false]]);
    expect((await run('people', 'split', 'p1', '2', '4')).stdout).toBe(
      'Split 2 faces off Marie (kept: p1, split: p2).\n',
    );
    expect(await json('people', 'move', '5', '--name', 'Anna')).toMatchObject({ id: 'p3' });
    expect(await json('people', 'cover', 'p2', '4')).toMatchObject({ id: 'p2' });
    expect((await json('faces', 'list', 'p2')).person).toMatchObject({ faces: 2, cover: 4 });
    expect((await run('people', 'favourite', 'p1')).stdout).toBe('Made Marie a favourite (p1).\n');
    expect((await run('people', 'birth', 'p1', '1867-11')).stdout).toBe(
      'Said that Marie was born 1867-11 (p1).\n',
    );

    const history = await run('history');
    expect(history.stdout.split('\n').map((line) => line.slice(18))).toEqual([
      'Said that Marie was born 1867-11',
      'Made Marie a favourite',
      'Chose the cover of somebody without a name',
      'Moved 1 face to Anna',
      'Split 2 faces off Marie',
      'Merged 2 faces into Marie',
      'Named 3 faces Marie',
      '',
    ]);
    for (let i = 0; i < 7; i++) expect((await json('undo')).edit).toMatchObject({ undone: true });
    expect((await run('undo')).stdout).toBe('There is nothing to undo.\n');
    expect(await shown()).toEqual(before);
    expect((await run('redo')).stdout).toBe('Done again: Named 3 faces Marie.\n');
    expect(await json('history', '--limit', '1')).toMatchObject({ canUndo: true, canRedo: true });
  }, 120_000);

  it('rejects, hides, shows and dismisses', async () => {
    await json('people', 'name', 'c1', 'Marie');
    const rejected = await run('people', 'reject', '5', '--from', 'p1');
    expect(rejected.stdout).toBe('Said that 1 face is not Marie.\n');
    await json('people', 'hide', 'p1');
    expect(await shown()).toContainEqual(['p1', 'Marie', expect.any(Number), true]);
    expect((await run('people', 'show', 'p1')).stdout).toBe('Showed Marie again.\n');
    expect((await run('faces', 'dismiss', '3')).stdout).toBe('Said that 1 find is no face.\n');
    const { faces } = await json('faces', 'list', 'p1');
    expect(faces.map((face: { id: number }) => face.id)).not.toContain(3);
    expect((await run('people', 'name', 'p1', 'Marie')).stdout).toBe('Nothing has changed.\n');
  }, 120_000);

  it('lists names that other programs gave, takes them over and declines them', async () => {
    const db = openForWriting(libraryLayout(library).database);
    putProposal(db, { faceId: 1, name: 'Marie', source: 'photo' });
    putProposal(db, { faceId: 2, name: 'Anna', source: 'sidecar' });
    db.close();
    expect((await run('people', 'proposed')).stdout).toBe(
      'c1: Marie, 1 face, from the photo\nc2: Anna, 1 face, from a sidecar\n',
    );
    expect((await run('people', 'accept', 'c1')).stdout).toBe('Took over the name Marie for 3 faces.\n');
    expect(await json('people', 'proposed')).toMatchObject({ proposals: [{ id: 'c2', proposed: 'Anna' }] });
    expect(await run('people', 'accept', 'p1')).toMatchObject({ status: 1, stdout: '' });
    expect(await run('people', 'decline')).toMatchObject({ status: 2, stdout: '' });
    expect(await json('people', 'decline', '--all')).toMatchObject({ names: 1, faces: 1 });
    expect((await run('people', 'proposed')).stdout).toBe('No names are proposed.\n');
    await json('undo');
    expect(await json('people', 'accept', 'c2', '--name', 'anna')).toMatchObject({ names: 1, faces: 2 });
  }, 120_000);

  it('takes options before and after the name of a part', async () => {
    const early = await runCommand(
      'people',
      '--library',
      library,
      '--distance',
      '0.4',
      'name',
      'c1',
      'A',
      '--json',
    );
    expect(JSON.parse(early.stdout)).toMatchObject({ id: 'p1' });
  });

  it('says with a code what is wrong, and makes no library', async () => {
    for (const [status, code, args] of [
      [2, 'error:', ['people', 'name', 'Marie', 'c1']],
      [2, 'error:', ['people', 'merge']],
      [2, 'error:', ['people', 'reject', '5']],
      [2, 'error:', ['people', 'move', '1', '--to', 'c2', '--name', 'Anna']],
      [2, 'error:', ['faces', 'dismiss', '0']],
      [2, '(bad-request)', ['people', 'merge', 'c1', 'c3']],
      [1, '(not-found)', ['people', 'hide', 'c99']],
      [1, '(not-found)', ['faces', 'dismiss', '99']],
    ] as const) {
      const ended = await run(...args);
      expect({ args, status: ended.status, stdout: ended.stdout }).toEqual({ args, status, stdout: '' });
      expect(ended.stderr).toContain(code);
    }
    const none = join(folder, 'none');
    for (const args of [['undo'], ['history'], ['people', 'hide', 'c1']]) {
      const { status, stderr } = await runCommand(...args, '--library', none);
      expect({ args, status, stderr }).toEqual({
        args,
        status: 1,
        stderr: expect.stringContaining('(not-found)'),
      });
    }
    expect(existsSync(none)).toBe(false);
  }, 120_000);

  it('waits for nobody: a library that another has is refused', async () => {
    const lock = lockLibrary(libraryLayout(library).lock);
    const busy = await run('people', 'name', 'c1', 'Marie');
    expect(busy).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('(library-busy)') });
    lock.release();
  });
});
