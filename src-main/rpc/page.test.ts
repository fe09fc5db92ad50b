import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pictureAnswer } from './page.ts';

const bytes = Buffer.from(Uint8Array.from({ length: 6 * 2 ** 20 }, (_, i) => i % 251));
let folder: string;
let short: string;
let long: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-page-'));
  [short, long] = [join(folder, 'short.webm'), join(folder, 'long.webm')];
  writeFileSync(short, bytes.subarray(0, 1000));
  writeFileSync(long, bytes);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function ask(file: string, range: string | null) {
  const answer = await pictureAnswer(async () => ({ file, mime: 'video/webm' }), '/picture/film/1', range);
  if (!answer) throw new Error('there is no answer');
  const body = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, range: answer.headers.get('content-range'), body, headers: answer.headers };
}

it.each([
  ['bytes=0-', 0, 999],
  ['bytes=10-19', 10, 19],
  ['bytes=990-5000', 990, 999],
  ['bytes=-5', 995, 999],
  ['bytes=999-999', 999, 999],
])('answers %s with that part of a film', async (range, first, last) => {
  const { status, body, headers, ...told } = await ask(short, range);
  expect([status, told.range]).toEqual([206, `bytes ${first}-${last}/1000`]);
  expect(body.equals(bytes.subarray(first, last + 1))).toBe(true);
  expect([headers.get('content-type'), headers.get('cache-control')]).toEqual(['video/webm', 'no-store']);
});

it('answers a long part with its beginning, so that memory is bounded', async () => {
  const { status, range, body } = await ask(long, 'bytes=1000-');
  expect([status, range]).toEqual([206, `bytes 1000-${1000 + 4 * 2 ** 20 - 1}/${bytes.length}`]);
  expect(body.equals(bytes.subarray(1000, 1000 + 4 * 2 ** 20))).toBe(true);
});

it.each(['bytes=1000-', 'bytes=5-2', 'bytes=-', 'items=0-1', 'bytes=0-1,5-6'])(
  'refuses %s',
  async (range) => {
    expect(await ask(short, range)).toMatchObject({ status: 416, range: 'bytes */1000' });
  },
);

it('gives a short film whole, and asks for parts of a long one', async () => {
  const whole = await ask(short, null);
  expect([whole.status, whole.body.length]).toEqual([200, 1000]);
  expect(await ask(long, null)).toMatchObject({ status: 416, range: `bytes */${bytes.length}` });
});
