import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import { Received } from './received.ts';

let root: string;
let received: Received;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'familiar-received-'));
  received = new Received(root, {
    fileBytes: 10,
    filesPerBatch: 2,
    openBatches: 2,
    arrivingFiles: 32,
    passingFiles: 1,
  });
});
afterEach(() => rm(root, { recursive: true }));

const body = (...chunks: string[]): Readable => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

it('names a batch by its day and a random id', async () => {
  const id = await received.begin(new Date('2026-03-04T23:59:00Z'));
  expect(id).toMatch(/^[0-9a-f]{24}$/);
  expect(await readdir(root)).toEqual([`2026-03-04-${id}`]);
});

it('stores a file up to the size limit, and none above it', async () => {
  const id = await received.begin();
  await received.store(id, ['a.jpg'], body('12345', '67890'));
  const tooLarge = body('12345', '67890', '1');
  await expect(received.store(id, ['b.jpg'], tooLarge)).rejects.toMatchObject({ status: 413 });
  expect(tooLarge.destroyed, 'the request can still be answered').toBe(false);
  const [folder] = firstItems(await readdir(root), 1);
  expect(await readdir(join(root, folder))).toEqual(['a.jpg']);
  expect(await readFile(join(root, folder, 'a.jpg'), 'utf8')).toBe('1234567890');
});

it('counts the files that a batch stored, not those that failed', async () => {
  const id = await received.begin();
  await expect(received.store(id, ['a'], body('more than ten'))).rejects.toMatchObject({ status: 413 });
  await received.store(id, ['b'], body('b'));
  await received.store(id, ['c'], body('c'));
  await expect(received.store(id, ['d'], body('d'))).rejects.toMatchObject({ status: 429 });
});

it('limits the batches that are open', async () => {
  const first = await received.begin();
  await received.begin();
  await expect(received.begin()).rejects.toMatchObject({ status: 429 });
  await received.handOn(first, async () => {});
  await received.begin();
});

it('deletes a temporary file after use, and if it is too large', async () => {
  const lengths = await received.pass(body('12345'), async (path) => (await readFile(path)).length);
  expect(lengths).toBe(5);
  await expect(received.pass(body('more than ten'), () => {})).rejects.toMatchObject({ status: 413 });
  expect(await readdir(join(root, '.passing'))).toEqual([]);
});
