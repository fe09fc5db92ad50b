import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { parse } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { elementAt, required } from '../common/elements.ts';
import { FamiliarError } from '../contract/errors.ts';

/**
 * [Note: Disks that do not answer] Node runs file operations on a pool of four threads for the whole process.
 * A file on an unreachable network disk, or a pipe that nobody writes to, blocks such a thread indefinitely;
 * after four of them, no pictures or pages are served any more. So photos are opened by two rules. First,
 * only regular files are opened, and without blocking; this also detects a pipe that replaced the file after
 * the check. Second, at most two operations on photos run at a time, each has a time limit, and a disk with
 * an operation beyond its limit is not used again until that operation has ended.
 */

/** Half of Node's pool. */
const operationsAtOnce = 2;
const secondsPerOperation = 20;

/** Limits the number and duration of operations on photo files. */
export class DiskGate {
  readonly #most: number;
  readonly #milliseconds: number;
  readonly #waiting: (() => void)[] = [];
  /** Number of operations beyond their time limit, by disk. */
  readonly #stalled = new Map<string, number>();
  #busy = 0;

  constructor(most = operationsAtOnce, seconds = secondsPerOperation) {
    this.#most = most;
    this.#milliseconds = 1000 * seconds;
  }

  /**
   * Runs one operation on a file.
   * @throws FamiliarError `photo-unreadable` if the disk does not answer, and errors of the operation
   */
  async run<T>(path: string, operation: () => Promise<T>): Promise<T> {
    const disk = diskOf(path);
    await this.#turn(disk);
    const work = operation().finally(() => this.#end());
    return this.#inTime(work, () => {
      this.#stalled.set(disk, (this.#stalled.get(disk) ?? 0) + 1);
      const answered = () => this.#stalled.set(disk, required(this.#stalled.get(disk)) - 1);
      work.then(answered, answered);
    });
  }

  async #turn(disk: string): Promise<void> {
    const refuseStalled = () => {
      if ((this.#stalled.get(disk) ?? 0) > 0) throw noAnswer();
    };
    refuseStalled();
    if (this.#busy >= this.#most) {
      let go = () => {};
      const turn = new Promise<void>((resolve) => this.#waiting.push((go = resolve)));
      await this.#inTime(turn, () => {
        const at = this.#waiting.indexOf(go);
        if (at >= 0) this.#waiting.splice(at, 1);
      });
      try {
        refuseStalled();
      } catch (error) {
        this.#end();
        throw error;
      }
    } else this.#busy++;
  }

  /** Passes the place to the next waiting call. */
  #end(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#busy--;
  }

  #inTime<T>(work: Promise<T>, late: () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        late();
        reject(noAnswer());
      }, this.#milliseconds);
      work.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}

const noAnswer = () => new FamiliarError('photo-unreadable', 'its disk does not answer');

/** Shared by all photos that this thread reads. */
const gate = new DiskGate();

/** See {@link DiskGate.run}. */
export const onDisk = <T>(path: string, operation: () => Promise<T>): Promise<T> => gate.run(path, operation);

/** Windows has neither flag. */
const withoutBlocking = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * Opens a regular file for reading; anything else is refused without blocking.
 * @throws FamiliarError `photo-unreadable` for a pipe, a socket, a device or a folder, or if the disk does
 * not answer; and errors of the operating system
 */
export async function openRegular(path: string): Promise<FileHandle> {
  refuseOther(await onDisk(path, () => stat(path)));
  const file = await onDisk(path, () => open(path, withoutBlocking));
  try {
    refuseOther(await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Reads a whole regular file.
 * @param most size limit in bytes
 * @throws as {@link openRegular}, and FamiliarError `photo-too-large`
 */
export async function readRegular(path: string, most = Infinity): Promise<Buffer> {
  await using file = await openRegular(path);
  const { size } = await file.stat();
  if (size > most) throw tooLong(most);
  return await onDisk(path, () => file.readFile());
}

/** Bytes from which a decoder reads the file itself, in pieces, instead of a buffer. */
const mostInMemory = 64 * 2 ** 20;

/** Size limit in bytes of files that are read whole: a raw file of 150 megapixels passes. */
const mostWhole = 512 * 2 ** 20;

/** Reads the first bytes of a photo's file. @throws as {@link openRegular} */
export const readPhotoHead = (path: string, bytes: number): Promise<Buffer> => readPhoto(path, 0, bytes);

/**
 * The input for a decoder: the bytes of a photo's file, or its path if it is large. A recognition thread
 * reads synchronously: a disk that does not answer blocks only that thread, which is replaced, and not the
 * pool shared by all threads.
 * @throws as {@link openRegular}
 */
export async function photoSource(path: string): Promise<Buffer | string> {
  const bytes = await readPhoto(path, mostInMemory, mostInMemory);
  return bytes.length === mostInMemory ? path : bytes;
}

/**
 * The whole file of a photo, for a decoder that needs all of it.
 * @throws as {@link openRegular}, and FamiliarError `photo-too-large`
 */
export async function wholePhoto(path: string): Promise<Buffer> {
  const bytes = await readPhoto(path, mostWhole, mostWhole);
  if (bytes.length === mostWhole) throw tooLong(mostWhole);
  return bytes;
}

/** Reads up to `most` first bytes of a file; a file of `unless` bytes or more is not read. */
async function readPhoto(path: string, unless: number, most: number): Promise<Buffer> {
  if (isMainThread) {
    await using file = await openRegular(path);
    const { size } = await file.stat();
    const chunk = Buffer.alloc(Math.min(size, most));
    if (unless > 0 && size >= unless) return chunk;
    const { bytesRead } = await onDisk(path, () => file.read(chunk, 0, chunk.length, 0));
    return chunk.subarray(0, bytesRead);
  }
  refuseOther(statSync(path));
  const file = openSync(path, withoutBlocking);
  try {
    const stats = fstatSync(file);
    refuseOther(stats);
    const chunk = Buffer.alloc(Math.min(stats.size, most));
    if (unless > 0 && stats.size >= unless) return chunk;
    return chunk.subarray(0, readSync(file, chunk, 0, chunk.length, 0));
  } finally {
    closeSync(file);
  }
}

const tooLong = (most: number) => new FamiliarError('photo-too-large', `it has more than ${most} bytes`);

function refuseOther(stats: Stats): void {
  if (!stats.isFile()) throw new FamiliarError('photo-unreadable', 'it is a pipe or a device, not a file');
}

/** Milliseconds for which the list of mounted disks is cached. */
const mountsFor = 5000;
let mounts: string[] = [];
let mountsReadAt = -Infinity;

/** A name of the disk that a path is on, determined without accessing that disk. */
function diskOf(path: string): string {
  if (process.platform === 'darwin') return /^\/Volumes\/[^/]+/.exec(path)?.[0] ?? '/';
  if (process.platform !== 'linux') return parse(path).root;
  if (performance.now() - mountsReadAt > mountsFor) {
    mounts = readMounts();
    mountsReadAt = performance.now();
  }
  return mounts.find((mount) => path.startsWith(mount)) ?? '/';
}

/** Mount points, each with a trailing slash, the longest first. */
function readMounts(): string[] {
  try {
    const lines = readFileSync('/proc/self/mounts', 'utf8').trim().split('\n');
    const paths = lines.map((line) =>
      elementAt(line.split(' '), 1).replace(/\\(\d{3})/g, (_, code: string) => octal(code)),
    );
    return paths.map((path) => (path.endsWith('/') ? path : `${path}/`)).sort((a, b) => b.length - a.length);
  } catch {
    return [];
  }
}

const octal = (code: string): string => String.fromCharCode(parseInt(code, 8));
