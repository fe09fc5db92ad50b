import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listPersonFolders } from './person-folders.ts';

let images: string;
const at = (...path: string[]) => join(images, ...path);
beforeAll(() => {
  images = mkdtempSync(join(tmpdir(), 'familiar-people-'));
  mkdirSync(at('Bo'));
  mkdirSync(at('Ada_Li'));
  mkdirSync(at('Nobody'));
  for (const file of [
    'Ada_Li/Ada_Li_0002.png',
    'Ada_Li/Ada_Li_0001.jpg',
    'Ada_Li/notes.txt',
    'Bo/Bo_0012.JPG',
  ])
    writeFileSync(at(file), '');
});
afterAll(() => rmSync(images, { recursive: true }));

describe('folders of people', () => {
  it('are listed by name with their photos; empty ones do not count', async () => {
    expect(await listPersonFolders(images)).toEqual([
      { person: 'Ada_Li', paths: [at('Ada_Li/Ada_Li_0001.jpg'), at('Ada_Li/Ada_Li_0002.png')] },
      { person: 'Bo', paths: [at('Bo/Bo_0012.JPG')] },
    ]);
  });

  it('are refused where there are none', async () => {
    await expect(listPersonFolders(at('Nobody'))).rejects.toMatchObject({ code: 'bad-request' });
    await expect(listPersonFolders(at('Gone'))).rejects.toMatchObject({ code: 'path-missing' });
  });
});
