import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { imageOf, type Pixels } from '../pixels.ts';
import { type FilmEnd, type FilmFrame, type FilmOptions, openFilm } from './read-film.ts';
import { type FilmSettings, noisePicture, type Scene, writeFilm } from './test-films.ts';

let folder: string;
let red: Scene;
let blue: Scene;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-films-'));
  const plain = (background: string) =>
    sharp({ create: { width: 640, height: 480, channels: 3, background } })
      .png()
      .toBuffer();
  red = { picture: await plain('#c02020'), seconds: 2.4 };
  blue = { picture: await plain('#2020c0'), seconds: 2.4 };
});
afterAll(() => rmSync(folder, { recursive: true }));

const made = async (name: string, scenes: Scene[], settings?: FilmSettings): Promise<string> => {
  const path = join(folder, name);
  await writeFilm(path, scenes, settings);
  return path;
};

async function read(path: string, options: Partial<FilmOptions> = {}) {
  const { frames: made, ...film } = await openFilm(path, { side: 2048, ...options });
  const frames: FilmFrame[] = [];
  for (;;) {
    const { done, value } = await made.next();
    if (done) return { ...film, frames, end: value satisfies FilmEnd };
    frames.push(value);
  }
}

/** Mean colour of a frame. */
async function colourOf(pixels: Pixels): Promise<'red' | 'blue' | 'other'> {
  const { channels } = await imageOf(pixels).stats();
  const [r = 0, , b = 0] = channels.map(({ mean }) => mean);
  return r > 150 && b < 80 ? 'red' : b > 150 && r < 80 ? 'blue' : 'other';
}

it.each(['avi', 'mov', 'webm', 'mp4'])(
  'reads one frame a second of %s, and the change of the scene',
  async (ending) => {
    const { frames, ...film } = await read(await made(`two.${ending}`, [red, blue]));
    expect(film).toMatchObject({ width: 640, height: 480, seconds: expect.closeTo(4.8, 1) as number });
    const seconds = frames.map((frame) => frame.seconds);
    // Five regular moments, and the change at 2.4 s, which shifts those after it.
    expect(seconds.length).toBeGreaterThanOrEqual(5);
    expect(seconds.length).toBeLessThanOrEqual(7);
    expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
    expect(seconds.some((at) => at >= 2.4 && at <= 2.8)).toBe(true);
    for (const { seconds: at, pixels } of frames) {
      expect([at, await colourOf(pixels)]).toEqual([at, at < 2.4 ? 'red' : 'blue']);
    }
  },
);

it('takes no more frames of a long film than it may, spread over the film', async () => {
  const path = await made('long.avi', [{ ...red, seconds: 200 }], {
    framesPerSecond: 2,
    width: 64,
    height: 48,
  });
  const { frames, end } = await read(path, { most: 10 });
  expect(frames.length).toBeLessThanOrEqual(10);
  expect(frames.length).toBeGreaterThanOrEqual(7);
  expect(frames.at(-1)?.seconds).toBeGreaterThan(150);
  expect(end.stopped).toBe(false);
});

it('stops decoding when its time is over, and says so', async () => {
  const path = await made('slow.mp4', [{ picture: await noisePicture(1), seconds: 30 }], {
    width: 160,
    height: 120,
  });
  const { frames, end } = await read(path, { secondsOfDecoding: 0 });
  expect(end.stopped).toBe(true);
  expect(frames.length).toBeLessThan(25);
});

it('shows a film that was filmed upright upright', async () => {
  const half = await sharp({ create: { width: 640, height: 240, channels: 3, background: '#c02020' } })
    .extend({ bottom: 240, background: '#2020c0' })
    .png()
    .toBuffer();
  const path = await made('turned.mov', [{ picture: half, seconds: 1 }], { rotation: 90 });
  const { frames, ...film } = await read(path);
  expect(film).toMatchObject({ width: 480, height: 640 });
  const [first] = frames;
  if (!first) throw new Error('there is no frame');
  expect(first.pixels).toMatchObject({ width: 480, height: 640 });
  // Turned clockwise, the top of the picture is at the right.
  const side = (left: number) => imageOf(first.pixels).extract({ left, top: 0, width: 200, height: 640 });
  const mean = async (left: number) => {
    const { data, info } = await side(left).raw().toBuffer({ resolveWithObject: true });
    return colourOf({ data, width: info.width, height: info.height });
  };
  expect([await mean(10), await mean(270)]).toEqual(['blue', 'red']);
});

it('shrinks a frame that is larger than asked', async () => {
  const { frames, ...film } = await read(await made('large.avi', [red]), { side: 320 });
  expect(film).toMatchObject({ width: 640, height: 480 });
  expect(frames[0]?.pixels).toMatchObject({ width: 320, height: 240 });
});

it('reads a film as far as it goes whose end is missing', async () => {
  const path = await made('cut.avi', [red, blue]);
  truncateSync(path, Math.round(readFileSync(path).length * 0.6));
  const { frames, end } = await read(path);
  expect(frames.length).toBeGreaterThan(1);
  expect(end.seconds).toBeLessThan(4);
});

it.each([
  ['nothing.mp4', async () => Buffer.alloc(0), 'photo-damaged', 'the file is empty'],
  [
    'text.mov',
    async () => Buffer.from('hello'.repeat(100)),
    'photo-damaged',
    'it is not a film, or it is damaged',
  ],
  [
    'noise.webm',
    async () => Buffer.from(Uint8Array.from({ length: 9999 }, (_, i) => (i * i) >> 3)),
    'photo-damaged',
  ],
  // QuickTime has its index at the end.
  [
    'headless.mov',
    async () => readFileSync(await made('whole.mov', [red])).subarray(0, 9000),
    'photo-damaged',
  ],
  ['sound.avi', async () => soundOnly(), 'photo-unsupported', 'there are no pictures in it, only sound'],
] as const)('refuses %s with a reason', async (name, content, code, message?: string) => {
  const path = join(folder, name);
  writeFileSync(path, await content());
  await expect(read(path)).rejects.toMatchObject({ code, ...(message ? { message } : {}) });
});

it('tells a file that is gone', async () => {
  await expect(read(join(folder, 'none.mp4'))).rejects.toMatchObject({ code: 'path-missing' });
});

it('ends the decoder when nobody wants more, or the signal comes', async () => {
  const path = await made('left.avi', [red, blue]);
  const film = await openFilm(path, { side: 2048 });
  await film.frames.next();
  await film.frames.return({ seconds: 0, stopped: true });
  expect((await film.frames.next()).done).toBe(true);
  const stop = new AbortController();
  const other = await openFilm(path, { side: 2048, signal: stop.signal });
  stop.abort();
  await expect(Array.fromAsync(other.frames)).rejects.toMatchObject({ name: 'AbortError' });
});

/** A WAV, which FFmpeg knows by its content whatever its ending. */
function soundOnly(): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + 8000, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(8000, 40);
  return Buffer.concat([header, Buffer.alloc(8000, 128)]);
}
