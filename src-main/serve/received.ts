import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { bodyOf, Refusal } from './http.ts';

/** Limits of uploads; file sizes in bytes. */
export interface ReceiveLimits {
  fileBytes: number;
  filesPerBatch: number;
  /** Batches begun and not imported yet. */
  openBatches: number;
  /** Files of batches received at a time. A page sends four. */
  arrivingFiles: number;
  /** Temporary files at a time. */
  passingFiles: number;
}

export const receiveLimits: ReceiveLimits = {
  fileBytes: 512 * 2 ** 20,
  filesPerBatch: 20_000,
  openBatches: 100,
  arrivingFiles: 32,
  passingFiles: 4,
};

interface Batch {
  directory: string;
  files: number;
  /** Files being received. */
  arriving: number;
}

/**
 * Photos dropped into a browser, which gives a page their bytes but not their paths. Each drop is a batch: a
 * folder below `root` with a random id, until it is imported.
 */
export class Received {
  readonly #root: string;
  readonly #limits: ReceiveLimits;
  readonly #batches = new Map<string, Batch>();
  #arriving = 0;
  #passing = 0;
  #passage: Promise<string> | null = null;

  constructor(root: string, limits = receiveLimits) {
    this.#root = root;
    this.#limits = limits;
  }

  /** Creates the folder `<date>-<id>`. @throws Refusal 429 if too many batches were never imported. */
  async begin(now = new Date()): Promise<string> {
    if (this.#batches.size >= this.#limits.openBatches) throw new Refusal(429, 'too many batches are open');
    const id = randomBytes(12).toString('hex');
    const directory = join(this.#root, `${now.toISOString().slice(0, 10)}-${id}`);
    this.#batches.set(id, { directory, files: 0, arriving: 0 });
    await mkdir(directory, { recursive: true });
    return id;
  }

  /**
   * Stores one file atomically.
   * @param path plain names of its folders and itself
   * @throws Refusal 404, 409, 413 or 429
   */
  async store(id: string, path: readonly string[], body: Readable): Promise<void> {
    const batch = this.#batch(id);
    if (batch.files >= this.#limits.filesPerBatch) throw new Refusal(429, 'too many files in one batch');
    if (this.#arriving >= this.#limits.arrivingFiles) throw new Refusal(429, 'too many files at a time');
    this.#arriving++;
    batch.files++;
    batch.arriving++;
    const arriving = join(batch.directory, `.${randomBytes(12).toString('hex')}`);
    try {
      const target = join(batch.directory, ...path);
      await mkdir(join(target, '..'), { recursive: true });
      await this.#write(body, arriving);
      await rename(arriving, target);
    } catch (error) {
      batch.files--;
      await rm(arriving, { force: true });
      throw asRefusal(error);
    } finally {
      this.#arriving--;
      batch.arriving--;
    }
  }

  /**
   * Stores a file temporarily for `look`, and deletes it afterwards.
   * @throws Refusal 413 or 429, and errors of `look`
   */
  async pass<T>(body: Readable, look: (path: string) => Promise<T> | T): Promise<T> {
    if (this.#passing >= this.#limits.passingFiles) throw new Refusal(429, 'too many files at a time');
    this.#passing++;
    try {
      this.#passage ??= makePassage(join(this.#root, '.passing'));
      const path = join(await this.#passage, randomBytes(12).toString('hex'));
      try {
        await this.#write(body, path).catch((error: unknown) => {
          throw asRefusal(error);
        });
        return await look(path);
      } finally {
        await rm(path, { force: true });
      }
    } finally {
      this.#passing--;
    }
  }

  /**
   * Passes a batch to `take` by its folder, and closes it after success.
   * @throws Refusal 404, or 409 while files are being received
   */
  async handOn(id: string, take: (directory: string) => Promise<void>): Promise<void> {
    const batch = this.#batch(id);
    if (batch.arriving > 0) throw new Refusal(409, 'files are still arriving');
    await take(batch.directory);
    this.#batches.delete(id);
  }

  #write(body: Readable, path: string): Promise<void> {
    return pipeline(bodyOf(body), atMost(this.#limits.fileBytes), createWriteStream(path, { flags: 'wx' }));
  }

  #batch(id: string): Batch {
    const batch = this.#batches.get(id);
    if (batch === undefined) throw new Refusal(404, 'no such batch', 'not-found');
    return batch;
  }
}

/** Creates an empty folder, deleting files of a killed process. */
async function makePassage(path: string): Promise<string> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  return path;
}

/** Forwards bytes until there are more than `limit`. */
function atMost(limit: number) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let length = 0;
    for await (const chunk of source) {
      length += chunk.length;
      if (length > limit) throw new Refusal(413, `a file may have ${limit} bytes`);
      yield chunk;
    }
  };
}

/**
 * Maps errors that the sender can understand: the disk is full, or a name is both a folder's and a file's.
 */
function asRefusal(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR') {
    return new Refusal(409, 'a file and a folder have the same name');
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Refusal(507, 'the disk is full', 'internal');
  return error;
}
