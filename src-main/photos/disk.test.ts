import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodePhoto } from './decode.ts';
import { DiskGate, readRegular } from './disk.ts';
import { hashFile } from './identify.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'familiar-disk-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const unreadable = expect.objectContaining({ code: 'photo-unreadable' });

describe('reading photos', () => {
  it('refuses any number of pipes at once, without blocking the thread pool', async (test) => {
    test.skip(process.platform === 'win32', 'Windows has no pipes among files');
    const pipes = Array.from({ length: 12 }, (_, i) => join(folder, `${i}.jpg`));
    execFileSync('mkfifo', pipes);
    const file = join(folder, 'file');
    writeFileSync(file, 'there');
    for (const read of [hashFile, readRegular, (path: string) => decodePhoto(path, 100)]) {
      const outcomes = await Promise.allSettled(pipes.map((path) => read(path)));
      for (const outcome of outcomes)
        expect(outcome).toMatchObject({ status: 'rejected', reason: unreadable });
      expect(await readFile(file, 'utf8')).toBe('there');
    }
  });

  it('reads a whole file, and refuses one that is too large', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'there');
    expect((await readRegular(file, 5)).toString()).toBe('there');
    await expect(readRegular(file, 4)).rejects.toMatchObject({ code: 'photo-too-large' });
    await expect(readRegular(folder)).rejects.toEqual(unreadable);
  });
});

describe('the gate', () => {
  it('runs two operations at a time, and returns their results', async () => {
    const gate = new DiskGate(2, 10);
    let busy = 0;
    let most = 0;
    const work = (i: number) =>
      gate.run('/a', async () => {
        most = Math.max(most, ++busy);
        await wait(1);
        busy--;
        if (i === 3) throw new Error('three');
        return i;
      });
    const outcomes = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
    expect(most).toBe(2);
    expect(outcomes.map((o) => (o.status === 'fulfilled' ? o.value : String(o.reason)))).toEqual([
      0,
      1,
      2,
      'Error: three',
      4,
    ]);
  });

  it('times out an operation, and refuses others on its disk until it has ended', async () => {
    const gate = new DiskGate(2, 0.02);
    let answer = () => {};
    const stuck = gate.run('/a', () => new Promise<void>((resolve) => (answer = resolve)));
    await expect(stuck).rejects.toEqual(unreadable);
    let isAsked = false;
    const ask = () => gate.run('/a', async () => (isAsked = true));
    await expect(ask()).rejects.toEqual(unreadable);
    expect(isAsked).toBe(false);
    answer();
    await wait(1);
    expect(await ask()).toBe(true);
  });

  it('limits the time of waiting for a place', async () => {
    const gate = new DiskGate(1, 0.02);
    const never = () => gate.run('/a', () => new Promise<void>(() => {}));
    const outcomes = await Promise.allSettled([never(), never(), never()]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: unreadable });
  });
});
