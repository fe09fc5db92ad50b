import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { siblingModule } from '../../common/module-url.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { PhotoPart } from '../decode.ts';
import { reasons } from '../decoding/reasons.ts';
import type { AssembledPicture } from './assemble.ts';
import type { FromHeicWorker, OpenedHeic, ToHeicWorker } from './messages.ts';

/** A thread that waits this long for the next file gives its memory back. In milliseconds. */
const idleTime = 10_000;
/** A thread whose libheif has grown beyond this is ended: WebAssembly never gives memory back. In bytes. */
const memoryToEnd = 64 * 1024 ** 2;

/** A HEIC file of which the header has been read. */
export interface HeicFile extends OpenedHeic {
  /**
   * Its picture, upright, or a part of it, of at least `maxSide` pixels on the longer side where it has as many.
   * @throws FamiliarError `photo-damaged`, `photo-unsupported`, `photo-too-large`
   */
  decode(maxSide: number, part?: PhotoPart): Promise<AssembledPicture>;
}

/**
 * Decodes HEIC on a thread of its own, one file after another. WebAssembly blocks its thread for seconds where a
 * picture is large, and a file may hang it: this thread can be ended in the middle, which one that runs networks
 * cannot.
 */
export class HeicDecoder {
  readonly #module: URL;
  readonly #seconds: number;
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;
  /** Settles when the files that came before are done with. */
  #before: Promise<unknown> = Promise.resolve();

  /**
   * @param seconds most that opening a file may take, and decoding it
   * @param module for tests: another entry of the thread
   */
  constructor(seconds: number, module = siblingModule(import.meta.url, './worker')) {
    this.#seconds = seconds;
    this.#module = module;
  }

  /**
   * Opens a file and hands it to `use`; the next one waits until that is done.
   * @throws FamiliarError `photo-*`, `path-missing`, and what `use` throws
   */
  withFile<T>(path: string, use: (file: HeicFile) => Promise<T>): Promise<T> {
    const used = this.#before.then(() => this.#use(path, use));
    this.#before = used.catch(() => {});
    return used;
  }

  async #use<T>(path: string, use: (file: HeicFile) => Promise<T>): Promise<T> {
    clearTimeout(this.#idle);
    try {
      const answer = await this.#ask({ open: path });
      if (!('opened' in answer)) throw new Error('the HEIC thread did not open what it was asked to');
      return await use({ ...answer.opened, decode: (maxSide, part) => this.#decode(maxSide, part) });
    } finally {
      this.#idle = setTimeout(() => this.#end(), idleTime).unref();
    }
  }

  async #decode(maxSide: number, part?: PhotoPart): Promise<AssembledPicture> {
    const answer = await this.#ask({ maxSide, part });
    if (!('picture' in answer)) throw new Error('the HEIC thread did not decode what it was asked to');
    if (answer.memory > memoryToEnd) this.#end();
    return answer.picture;
  }

  /** What goes wrong ends the thread, unless libheif refused the file in good order. */
  async #ask(message: ToHeicWorker): Promise<FromHeicWorker> {
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    worker.postMessage(message);
    const limit = AbortSignal.timeout(this.#seconds * 1000);
    let answer: FromHeicWorker;
    try {
      answer = await answerOf(worker, limit);
    } catch (error) {
      this.#end();
      if (!limit.aborted) throw error;
      throw new FamiliarError('photo-too-large', reasons.tooSlow(this.#seconds));
    }
    worker.unref();
    if (!('error' in answer)) return answer;
    if (!answer.sound) this.#end();
    throw new FamiliarError(answer.error.code, answer.error.message);
  }

  #start(): Worker {
    // libheif writes to the console what it thinks of a file.
    const worker = new Worker(this.#module, { stdout: true, stderr: true });
    worker.stdout.resume();
    worker.stderr.resume();
    // A thread that fails while nobody waits for it is noticed by the next who does.
    worker.on('error', () => {});
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    return worker;
  }

  #end(): void {
    void this.#worker?.terminate();
    this.#worker = null;
  }
}

/** @throws FamiliarError `photo-damaged` where the thread fails or ends; an `AbortError` */
async function answerOf(worker: Worker, limit: AbortSignal): Promise<FromHeicWorker> {
  const heard = new AbortController();
  const signal = AbortSignal.any([limit, heard.signal]);
  const ended = once(worker, 'exit', { signal }).then(() => {
    throw new FamiliarError('photo-damaged', reasons.damaged);
  });
  try {
    const [answer] = (await Promise.race([once(worker, 'message', { signal }), ended])) as [FromHeicWorker];
    return answer;
  } finally {
    ended.catch(() => {});
    heard.abort();
  }
}
