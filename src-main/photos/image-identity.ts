import { createHash, type Hash } from 'node:crypto';
import { required } from '../common/elements.ts';
import { uint8At } from '../common/typed-arrays.ts';

/**
 * [Note: Identity of the picture] Other programs write ratings, captions and names into photos. The bytes of
 * the file change, the picture and its faces do not. A picture is identified by the SHA-256 of the part of
 * the file that it is decoded from, which such programs copy unchanged: in JPEG all segments except comments
 * and application segments, but with Adobe's, which gives the colour space; in PNG and WebP the chunks with
 * pixels. It is computed in the same pass as the hash of the file's bytes, without a second reading or
 * decoding. Data after the end of the picture, such as previews, are not part of it. Neither is the
 * orientation: a photo turned by its orientation alone keeps its identity, and its faces are turned with it.
 *
 * In formats that do not store the picture contiguously (HEIC, AVIF, TIFF, GIF) it is identified by the
 * thumbnail after recognition: equal pixels give an equal thumbnail, byte by byte. A new version of the
 * decoder may give another one, and a very similar copy of the photo may give the same. So this identity is
 * only used to find the successor of a file that has disappeared (`services/imports/continued.ts`).
 */
export class ImageHasher {
  readonly #hash = createHash('sha256');
  readonly #parser: Parser;
  #step: Step | null;
  /** Bytes received of a `read` step. */
  #held: Buffer = Buffer.alloc(0);
  /** Bytes left of a `skip` or `hash` step. */
  #left = 0;
  /** True if the last byte of the scan was 0xff, the first half of a marker. */
  #isMarked = false;
  #hasImage = false;

  constructor() {
    this.#parser = parseImage();
    this.#step = this.#begin(this.#parser.next());
  }

  /** Processes the next bytes of the file. */
  update(chunk: Buffer): void {
    let at = 0;
    while (this.#step && at < chunk.length) at += this.#take(chunk.subarray(at));
  }

  /** 32 bytes; null for an unsupported format or a file without a picture. */
  digest(): Buffer | null {
    return this.#hasImage ? this.#hash.digest() : null;
  }

  /** Continues the current step; returns the number of bytes consumed. */
  #take(bytes: Buffer): number {
    const step = required(this.#step);
    if (step.kind === 'scan') return this.#scan(bytes);
    if (step.kind === 'read') {
      const taken = bytes.subarray(0, step.bytes - this.#held.length);
      this.#held = Buffer.concat([this.#held, taken]);
      if (this.#held.length === step.bytes) this.#next(this.#held);
      return taken.length;
    }
    const taken = bytes.subarray(0, this.#left);
    if (step.kind === 'hash') this.#hash.update(taken);
    this.#left -= taken.length;
    if (this.#left === 0) this.#next(Buffer.alloc(0));
    return taken.length;
  }

  /**
   * Hashes the coded pixels of a JPEG up to the next marker. Zeroes after 0xff, and restart markers, belong
   * to them.
   */
  #scan(bytes: Buffer): number {
    let at = 0;
    for (;;) {
      if (!this.#isMarked) {
        const marked = bytes.indexOf(0xff, at);
        if (marked < 0 || marked === bytes.length - 1) {
          this.#hash.update(bytes);
          this.#isMarked = marked >= 0;
          return bytes.length;
        }
        at = marked + 1;
      }
      this.#isMarked = false;
      const marker = uint8At(bytes, at);
      if (marker !== 0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd7)) {
        this.#hash.update(bytes.subarray(0, at));
        this.#next(Buffer.of(marker));
        return at + 1;
      }
      if (marker === 0xff) {
        this.#isMarked = true;
        at++;
        if (at === bytes.length) {
          this.#hash.update(bytes);
          return at;
        }
      }
    }
  }

  #next(answer: Buffer): void {
    this.#step = this.#begin(this.#parser.next(answer));
  }

  #begin(result: IteratorResult<Step, void>): Step | null {
    for (; !result.done; result = this.#parser.next(Buffer.alloc(0))) {
      const step = result.value;
      if (step.image) this.#hasImage = true;
      if (step.also) this.#hash.update(step.also);
      if (step.kind === 'scan') return step;
      if (step.bytes > 0) {
        this.#held = Buffer.alloc(0);
        this.#left = step.bytes;
        return step;
      }
    }
    return null;
  }
}

/** An instruction of a parser for the next bytes. */
type Step = {
  /** Hashed before the bytes. */
  also?: Buffer | string;
  /** True if the bytes are pixels. */
  image?: boolean;
} & ({ kind: 'read' | 'skip' | 'hash'; bytes: number } | { kind: 'scan' });

/** A parser receives the bytes of each `read` step; after a scan, it receives the marker. */
type Parser = Generator<Step, void, Buffer>;

const read = (bytes: number): Step => ({ kind: 'read', bytes });
const skip = (bytes: number): Step => ({ kind: 'skip', bytes });

function* parseImage(): Parser {
  const start = yield read(2);
  if (start.readUInt16BE() === 0xffd8) return yield* parseJpeg();
  if (start.readUInt16BE() === 0x8950) return yield* parsePng();
  if (start.toString('latin1') === 'RI') yield* parseWebp();
}

/** ITU-T T.81, annex B. */
function* parseJpeg(): Parser {
  yield { ...skip(0), also: 'jpeg' };
  let marker = 0;
  for (;;) {
    if (marker === 0) {
      if ((yield read(1))[0] !== 0xff) continue;
      do marker = uint8At(yield read(1), 0);
      while (marker === 0xff);
    }
    if (marker === 0xd9) return;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      marker = 0;
      continue;
    }
    const length = yield read(2);
    const payload = length.readUInt16BE() - 2;
    if (payload < 0) return;
    const isMetadata = (marker >= 0xe0 && marker <= 0xef && marker !== 0xee) || marker === 0xfe;
    if (isMetadata) yield skip(payload);
    else yield { kind: 'hash', bytes: payload, also: Buffer.of(0xff, marker, ...length) };
    marker = marker === 0xda ? uint8At(yield { kind: 'scan', image: true }, 0) : 0;
  }
}

const pngPixels = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'acTL', 'fcTL', 'fdAT']);

/** PNG, third edition, chapter 5. */
function* parsePng(): Parser {
  yield { ...skip(6), also: 'png' };
  for (;;) {
    const head = yield read(8);
    const [length, type] = [head.readUInt32BE(), head.toString('latin1', 4)];
    if (type === 'IEND') return;
    if (pngPixels.has(type)) {
      yield { kind: 'hash', bytes: length, also: type === 'IDAT' ? '' : type, image: type === 'IDAT' };
      yield skip(4);
    } else yield skip(length + 4);
  }
}

const webpPixels = new Set(['VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF']);

/** WebP container specification. */
function* parseWebp(): Parser {
  const rest = (yield read(10)).toString('latin1');
  if (!rest.startsWith('FF') || !rest.endsWith('WEBP')) return;
  yield { ...skip(0), also: 'webp' };
  for (;;) {
    const head = yield read(8);
    const [type, length] = [head.toString('latin1', 0, 4), head.readUInt32LE(4)];
    const padding = length % 2;
    if (webpPixels.has(type)) {
      yield { kind: 'hash', bytes: length, also: type, image: type !== 'ANIM' };
      yield skip(padding);
    } else yield skip(length + padding);
  }
}

/** The identity of a picture by its thumbnail [Note: Identity of the picture]. */
export function imageOfThumbnail(photo: { width: number; height: number; thumbnail: Uint8Array }): Buffer {
  const hash: Hash = createHash('sha256').update(`thumbnail ${photo.width} ${photo.height} `);
  return hash.update(photo.thumbnail).digest();
}
