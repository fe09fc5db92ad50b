import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { siblingModule } from '../../common/module-url.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { PhotoPart } from '../photo-part.ts';
import { reasons } from '../decoding/reasons.ts';
import type { AssembledPicture } from './assemble.ts';
import type { FromWasmWorker, OpenedFile, ToWasmWorker, WasmKind } from './messages.ts';

/** Milliseconds without a file after which the thread is ended, to release its memory. */
const idleTime = 10_000;
/** Bytes of a decoder's memory above which the thread is ended, since WebAssembly never releases memory. */
const memoryToEnd = 64 * 1024 ** 2;

/** A file with its header read. */
export interface WasmFile extends OpenedFile {
  /**
   * Decodes the upright picture, or a part of it, into at least `maxSide` pixels on the longer side if it has
   * as many.
   * @throws FamiliarError `photo-damaged`, `photo-unsupported`, `photo-too-large`
   */
  decode(maxSide: number, part?: PhotoPart): Promise<AssembledPicture>;
}

/**
 * Decodes HEIC, JPEG XL and JPEG 2000 one file after another on a thread of its own. WebAssembly blocks its thread for seconds with
 * a large picture, and a file may hang it. This thread can be terminated at any time; one that runs networks
 * cannot.
 */
export class WasmDecoder {
  readonly #module: URL;
  readonly #seconds: number;
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;
  /** Settles when the earlier files are done. */
  #before: Promise<unknown> = Promise.resolve();

  /**
   * @param seconds time limit for opening a file, and again for decoding it
   * @param module another entry of the thread, for tests
   */
  constructor(seconds: number, module = siblingModule(import.meta.url, './worker')) {
    this.#seconds = seconds;
    this.#module = module;
  }

  /**
   * Opens a file and passes it to `use`; the next file waits until that is done.
   * @throws FamiliarError `photo-*`, `path-missing`, and errors of `use`
   */
  withFile<T>(path: string, kind: WasmKind, use: (file: WasmFile) => Promise<T>): Promise<T> {
    const used = this.#before.then(() => this.#use({ open: path, kind }, use));
    this.#before = used.catch(() => {});
    return used;
  }

  async #use<T>(file: ToWasmWorker, use: (file: WasmFile) => Promise<T>): Promise<T> {
    clearTimeout(this.#idle);
    try {
      const answer = await this.#ask(file);
      if (!('opened' in answer)) throw new Error('the decoding thread did not open what it was asked to');
      return await use({ ...answer.opened, decode: (maxSide, part) => this.#decode(maxSide, part) });
    } finally {
      this.#idle = setTimeout(() => this.#end(), idleTime).unref();
    }
  }

  async #decode(maxSide: number, part?: PhotoPart): Promise<AssembledPicture> {
    const answer = await this.#ask({ maxSide, part });
    if (!('picture' in answer)) throw new Error('the decoding thread did not decode what it was asked to');
    if (answer.memory > memoryToEnd) this.#end();
    return answer.picture;
  }

  /** Any failure ends the thread, except a regular refusal by the decoder. */
  async #ask(message: ToWasmWorker): Promise<FromWasmWorker> {
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    worker.postMessage(message);
    const limit = AbortSignal.timeout(this.#seconds * 1000);
    let answer: FromWasmWorker;
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
    // The decoders write their messages to the console.
    const worker = new Worker(this.#module, { stdout: true, stderr: true });
    worker.stdout.resume();
    worker.stderr.resume();
    // The next call notices a thread that failed in between.
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

/** @throws FamiliarError `photo-damaged` if the thread fails or ends; an `AbortError` */
async function answerOf(worker: Worker, limit: AbortSignal): Promise<FromWasmWorker> {
  const heard = new AbortController();
  const signal = AbortSignal.any([limit, heard.signal]);
  const ended = once(worker, 'exit', { signal }).then(() => {
    throw new FamiliarError('photo-damaged', reasons.damaged);
  });
  try {
    const [answer] = (await Promise.race([once(worker, 'message', { signal }), ended])) as [FromWasmWorker];
    return answer;
  } finally {
    ended.catch(() => {});
    heard.abort();
  }
}
