import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import spawnBare from 'bare-runtime/spawn';
import { siblingModule } from '../../common/module-url.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { headLength } from '../decoding/kinds.ts';
import { reasons } from '../decoding/reasons.ts';
import { readPhotoHead } from '../disk.ts';
import { imageOf, type Pixels, pixelsOf } from '../pixels.ts';
import { fileSystemError } from '../scan.ts';
import type { FilmHeader, FilmMessage, FilmOrder, FilmRefusal } from './film-messages.ts';

/** Most frames of a film that are looked at. */
export const framesPerFilm = 300;
/** Seconds of decoding after which the rest of a film is passed over. */
const secondsOfDecoding = 600;
/** Seconds without a message after which the decoder hangs. */
const secondsOfSilence = 120;

/** A picture of a film, upright. */
export interface FilmFrame {
  /** Seconds from the start of the film. */
  seconds: number;
  pixels: Pixels;
}

export interface FilmOptions {
  /** Longer side of a frame in pixels at most. */
  side: number;
  most?: number;
  signal?: AbortSignal | undefined;
  secondsOfDecoding?: number;
  secondsOfSilence?: number;
}

/** A film that is being read. */
export interface OpenFilm {
  /** Size of the upright film in pixels. */
  width: number;
  height: number;
  /** Duration as the file tells it; null where it does not. */
  seconds: number | null;
  /** Frames in their order. The next one is decoded when it is asked for; leaving the loop ends the decoder. */
  frames: AsyncGenerator<FilmFrame, FilmEnd, undefined>;
}

/** How the reading of a film ended. */
export interface FilmEnd {
  /** Moment of the last picture. */
  seconds: number;
  /** The rest was passed over, since decoding took too long. */
  stopped: boolean;
}

/**
 * Opens a film in a process of its own.
 * @throws FamiliarError `path-missing`, `photo-damaged`, `photo-unsupported`, `photo-too-large`, `tool-missing`; `AbortError`
 */
export async function openFilm(path: string, options: FilmOptions): Promise<OpenFilm> {
  const head = await readPhotoHead(path, headLength).catch((error: unknown) => {
    throw fileSystemError(error);
  });
  if (head.length === 0) throw new FamiliarError('photo-damaged', reasons.empty);
  const { side, most = framesPerFilm, secondsOfDecoding: seconds = secondsOfDecoding } = options;
  const decoder = new FilmDecoder({ path, most, side, seconds }, options);
  try {
    const message = await decoder.next();
    if (!('header' in message)) throw damaged();
    const { width, height, seconds: duration } = message.header;
    return { width, height, seconds: duration, frames: framesOf(decoder, message.header) };
  } catch (error) {
    decoder.end();
    throw error;
  }
}

async function* framesOf(
  decoder: FilmDecoder,
  { rotation }: FilmHeader,
): AsyncGenerator<FilmFrame, FilmEnd, undefined> {
  try {
    for (;;) {
      const message = await decoder.next();
      if ('end' in message) return message.end;
      if (!('frame' in message)) continue;
      const { seconds, width, height } = message.frame;
      const pixels = { data: await decoder.bytes(3 * width * height), width, height };
      yield { seconds, pixels: rotation === 0 ? pixels : await pixelsOf(imageOf(pixels).rotate(rotation)) };
    }
  } finally {
    decoder.end();
  }
}

/** The process that decodes one film, and what it says. */
class FilmDecoder {
  readonly #process: ChildProcess;
  readonly #said: AsyncIterator<Buffer, undefined>;
  readonly #exited: Promise<unknown>;
  readonly #silence: number;
  readonly #signal: AbortSignal | undefined;
  /** Bytes that were read and not used. */
  #rest: Buffer[] = [];
  #isLate = false;

  constructor(order: FilmOrder, { signal, secondsOfSilence: silence = secondsOfSilence }: FilmOptions) {
    signal?.throwIfAborted();
    this.#signal = signal;
    this.#silence = silence;
    this.#process = startBare(order);
    signal?.addEventListener('abort', this.#kill);
    this.#exited = once(this.#process, 'exit').catch(() => {});
    const { stdout } = this.#process;
    if (!stdout) throw new Error('the decoder of films has no output');
    this.#said = stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
    this.#process.on('error', () => {});
    try {
      if (this.#process.pid) setPriority(this.#process.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It works without.
    }
  }

  /** @throws FamiliarError, see {@link openFilm}; a refusal of the film ends the process */
  async next(): Promise<Exclude<FilmMessage, { refused: FilmRefusal } | { alive: true }>> {
    for (;;) {
      const message = JSON.parse((await this.#line()).toString('utf8')) as FilmMessage;
      if ('alive' in message) continue;
      if ('refused' in message) throw refusals[message.refused](message.detail);
      return message;
    }
  }

  async bytes(count: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(count);
    for (let at = 0; at < count;) {
      const chunk = this.#rest.shift() ?? (await this.#chunk());
      const taken = chunk.copy(bytes, at);
      if (taken < chunk.length) this.#rest.unshift(chunk.subarray(taken));
      at += taken;
    }
    return bytes;
  }

  end(): void {
    this.#signal?.removeEventListener('abort', this.#kill);
    this.#kill();
  }

  readonly #kill = (): void => void this.#process.kill('SIGKILL');

  async #line(): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (;;) {
      const chunk = this.#rest.shift() ?? (await this.#chunk());
      const end = chunk.indexOf(0x0a);
      if (end < 0) {
        parts.push(chunk);
        continue;
      }
      if (end + 1 < chunk.length) this.#rest.unshift(chunk.subarray(end + 1));
      return Buffer.concat([...parts, chunk.subarray(0, end)]);
    }
  }

  async #chunk(): Promise<Buffer> {
    const timer = setTimeout(() => {
      this.#isLate = true;
      this.#kill();
    }, this.#silence * 1000);
    try {
      const { done, value } = await this.#said.next();
      if (!done) return value;
    } finally {
      clearTimeout(timer);
    }
    this.#signal?.throwIfAborted();
    await this.#exited;
    if (this.#isLate) throw new FamiliarError('photo-too-large', reasons.tooSlow(this.#silence));
    if (this.#process.pid === undefined)
      throw new FamiliarError('tool-missing', 'the decoder of films cannot be started');
    throw damaged();
  }
}

const damaged = (detail?: string): FamiliarError =>
  new FamiliarError('photo-damaged', reasons.damagedFilm, { cause: detail });

const refusals: Record<FilmRefusal, (detail: string) => FamiliarError> = {
  'not-a-film': damaged,
  'no-pictures': () => new FamiliarError('photo-unsupported', reasons.noPictures),
  'unknown-codec': (detail) =>
    new FamiliarError('photo-unsupported', reasons.variant('a film'), { cause: detail }),
  'too-large': () => new FamiliarError('photo-too-large', reasons.largeFilm),
};

function startBare(order: FilmOrder): ChildProcess {
  // Bare reads no archives: in the packaged app its modules lie beside the archive.
  const module = fileURLToPath(siblingModule(import.meta.url, './decoding-process')).replace(
    join(sep, 'app.asar', sep),
    join(sep, 'app.asar.unpacked', sep),
  );
  try {
    return spawnBare({
      args: [module, JSON.stringify(order)],
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
  } catch (cause) {
    throw new FamiliarError('tool-missing', 'there is no decoder of films for this system', { cause });
  }
}
