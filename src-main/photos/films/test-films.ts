import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import type * as Encoder from 'h264-mp4-encoder';
import sharp from 'sharp';

/**
 * Films for tests, made of pictures. MJPEG in AVI and QuickTime and VP8 in WebM have only key frames, so that a writer of a
 * container suffices; a key frame of VP8 is what a WebP holds. H.264 has frames between its key frames.
 */

/** A picture of a film, as sharp reads it, and how long it is shown. */
export interface Scene {
  picture: string | Buffer;
  seconds: number;
}

export interface FilmSettings {
  width?: number;
  height?: number;
  framesPerSecond?: number;
  /** Clockwise turn with which the film is to be shown; QuickTime only. */
  rotation?: 0 | 90;
  /** Creation time; QuickTime only. */
  created?: Date;
}

type Whole = Required<FilmSettings>;

const usual: Whole = {
  width: 640,
  height: 480,
  framesPerSecond: 5,
  rotation: 0,
  created: new Date('2019-07-04T10:00:00Z'),
};

/** A picture of noise, different for each seed. */
export const noisePicture = (seed: number): Promise<Buffer> =>
  sharp(
    Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * 2654435761 + seed * 40503) >>> 13),
    { raw: { width: 64, height: 48, channels: 3 } },
  )
    .png()
    .toBuffer();

/** Writes a film in the format of the path's ending: avi, mov, webm, or mp4 (H.264, one key frame at the start). */
export async function writeFilm(path: string, scenes: readonly Scene[], settings: FilmSettings = {}) {
  const whole = { ...usual, ...settings };
  const ending = path.slice(path.lastIndexOf('.') + 1) as keyof typeof writers;
  writeFileSync(path, await writers[ending](scenes, whole));
}

const writers = {
  avi: async (scenes: readonly Scene[], film: Whole) => avi(await encoded(scenes, film, 'jpeg'), film),
  mov: async (scenes: readonly Scene[], film: Whole) => quickTime(await encoded(scenes, film, 'jpeg'), film),
  webm: async (scenes: readonly Scene[], film: Whole) => webm(await encoded(scenes, film, 'webp'), film),
  mp4: h264,
};

const fitted = ({ picture }: Scene, { width, height }: Whole) =>
  sharp(picture).resize({ width, height, fit: 'contain' }).removeAlpha();

const framesOf = ({ seconds }: Scene, { framesPerSecond }: Whole): number =>
  Math.round(seconds * framesPerSecond);

/** The frames of all scenes; those of one scene are one buffer. */
async function encoded(scenes: readonly Scene[], film: Whole, format: 'jpeg' | 'webp'): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for (const scene of scenes) {
    const picture = await fitted(scene, film)[format]({ quality: 90 }).toBuffer();
    // The only chunk of a plain WebP is `VP8 `.
    const frame = format === 'jpeg' ? picture : picture.subarray(20, 20 + picture.readUInt32LE(16));
    for (let i = 0; i < framesOf(scene, film); i++) all.push(frame);
  }
  return all;
}

async function h264(scenes: readonly Scene[], film: Whole): Promise<Buffer> {
  const { createH264MP4Encoder } = createRequire(import.meta.url)('h264-mp4-encoder') as typeof Encoder;
  const encoder = await createH264MP4Encoder();
  Object.assign(encoder, { width: film.width, height: film.height, frameRate: film.framesPerSecond });
  Object.assign(encoder, { groupOfPictures: 100_000, quantizationParameter: 20 });
  encoder.initialize();
  for (const scene of scenes) {
    const rgba = await fitted(scene, film).ensureAlpha().raw().toBuffer();
    for (let i = 0; i < framesOf(scene, film); i++) encoder.addFrameRgba(rgba);
  }
  encoder.finalize();
  const bytes = Buffer.from(encoder.FS.readFile(encoder.outputFilename));
  encoder.delete();
  return bytes;
}

const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32BE(value >>> 0, 4 * i));
  return bytes;
};
const u16 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => bytes.writeUInt16BE(value, 2 * i));
  return bytes;
};
const le32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32LE(value >>> 0, 4 * i));
  return bytes;
};
const le16 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => bytes.writeUInt16LE(value, 2 * i));
  return bytes;
};
const text = (name: string): Buffer => Buffer.from(name, 'latin1');

/** RIFF AVI with an index. */
function avi(frames: readonly Buffer[], { width, height, framesPerSecond }: Whole): Buffer {
  const chunk = (id: string, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts);
    return Buffer.concat([text(id), le32(body.length), body, Buffer.alloc(body.length % 2)]);
  };
  const list = (type: string, ...parts: Buffer[]) => chunk('LIST', text(type), ...parts);
  const largest = Math.max(...frames.map(({ length }) => length));
  const header = chunk(
    'avih',
    le32(1e6 / framesPerSecond, largest * framesPerSecond, 0, 0x10, frames.length, 0, 1, largest),
    le32(width, height, 0, 0, 0, 0),
  );
  const stream = list(
    'strl',
    chunk(
      'strh',
      ...[text('vidsMJPG'), le32(0, 0, 0, 1, framesPerSecond, 0, frames.length, largest, 0xffffffff, 0)],
      le16(0, 0, width, height),
    ),
    chunk('strf', le32(40, width, height), le16(1, 24), text('MJPG'), le32(3 * width * height, 0, 0, 0, 0)),
  );
  const chunks = frames.map((frame) => chunk('00dc', frame));
  let at = 4;
  const index = chunks.map((bytes, i) => {
    const entry = Buffer.concat([text('00dc'), le32(0x10, at, frames[i]?.length ?? 0)]);
    at += bytes.length;
    return entry;
  });
  const movie = list('movi', ...chunks);
  return chunk('RIFF', text('AVI '), list('hdrl', header, stream), movie, chunk('idx1', ...index));
}

/** QuickTime with its index at the end, as cameras write it. */
function quickTime(frames: readonly Buffer[], film: Whole): Buffer {
  const { width, height, framesPerSecond, rotation } = film;
  const box = (type: string, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    return Buffer.concat([u32(body.length + 8), text(type), body]);
  };
  const created = Math.round(film.created.getTime() / 1000) + 2_082_844_800;
  const one = 0x10000;
  const matrix =
    rotation === 90
      ? u32(0, one, 0, -one, 0, 0, height * one, 0, 0x40000000)
      : u32(one, 0, 0, 0, one, 0, 0, 0, 0x40000000);
  const still = u32(one, 0, 0, 0, one, 0, 0, 0, 0x40000000);
  const length = frames.length;
  const start = box('ftyp', text('qt  '), u32(0), text('qt  '));
  const data = box('mdat', ...frames);
  let at = start.length + 8;
  const offsets = frames.map((frame) => {
    const offset = at;
    at += frame.length;
    return offset;
  });
  const description = Buffer.concat([
    ...[u32(0), u16(0, 1), u32(0, 0, 0, 512, 512), u16(width, height), u32(72 * one, 72 * one, 0)],
    ...[u16(1), Buffer.alloc(32), u16(24, 0xffff)],
  ]);
  const samples = box(
    'stbl',
    box('stsd', u32(0, 1), u32(description.length + 8), text('jpeg'), description),
    box('stts', u32(0, 1, length, 1)),
    box('stsc', u32(0, 1, 1, 1, 1)),
    box('stsz', u32(0, 0, length, ...frames.map((frame) => frame.length))),
    box('stco', u32(0, length, ...offsets)),
  );
  const media = box(
    'mdia',
    box('mdhd', u32(0, created, created, framesPerSecond, length, 0)),
    box('hdlr', u32(0), text('mhlrvide'), u32(0, 0, 0), Buffer.of(0)),
    box(
      'minf',
      box('vmhd', u32(1, 0, 0)),
      box('dinf', box('dref', u32(0, 1), u32(12), text('alis'), u32(1))),
      samples,
    ),
  );
  const track = box(
    'trak',
    box(
      'tkhd',
      ...[u32(3, created, created, 1, 0, length, 0, 0, 0, 0), matrix, u32(width * one, height * one)],
    ),
    media,
  );
  const movie = box(
    'moov',
    box(
      'mvhd',
      ...[u32(0, created, created, framesPerSecond, length, one), u16(0x100, 0), u32(0, 0)],
      ...[still, u32(0, 0, 0, 0, 0, 0, 2)],
    ),
    track,
  );
  return Buffer.concat([start, data, movie]);
}

/** WebM in one cluster. */
function webm(frames: readonly Buffer[], { width, height, framesPerSecond }: Whole): Buffer {
  const size = (bytes: number) => u32(0x10000000 | bytes);
  const element = (id: number[], ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    return Buffer.concat([Buffer.from(id), size(body.length), body]);
  };
  const double = (value: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return bytes;
  };
  const header = element(
    [0x1a, 0x45, 0xdf, 0xa3],
    element([0x42, 0x82], text('webm')),
    element([0x42, 0x87], Buffer.of(2)),
    element([0x42, 0x85], Buffer.of(2)),
  );
  const milliseconds = (i: number) => Math.round((1000 * i) / framesPerSecond);
  const info = element(
    [0x15, 0x49, 0xa9, 0x66],
    element([0x2a, 0xd7, 0xb1], u32(1_000_000)),
    element([0x44, 0x89], double(milliseconds(frames.length))),
  );
  const video = element([0xe0], element([0xb0], u16(width)), element([0xba], u16(height)));
  const entry = [
    element([0xd7], Buffer.of(1)),
    element([0x73, 0xc5], Buffer.of(1)),
    element([0x83], Buffer.of(1)),
    element([0x86], text('V_VP8')),
    video,
  ];
  const tracks = element([0x16, 0x54, 0xae, 0x6b], element([0xae], ...entry));
  const blocks = frames.map((frame, i) =>
    element([0xa3], Buffer.of(0x81), u16(milliseconds(i)), Buffer.of(0x80), frame),
  );
  const cluster = element([0x1f, 0x43, 0xb6, 0x75], element([0xe7], u32(0)), ...blocks);
  return Buffer.concat([header, element([0x18, 0x53, 0x80, 0x67], info, tracks, cluster)]);
}
