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
import { FamiliarError } from '../contract/errors.ts';

/**
 * [Note: Disks that do not answer]
 * Node does file operations on a pool of four threads for the whole process. A file on a network disk that has gone
 * away, and a pipe that nobody writes to, hold such a thread for as long as they like; four of them, and neither
 * pictures nor pages are served any more. So photos are opened by two rules. Only regular files are opened, and
 * without blocking, which is how a pipe that was put there after the look at it is found out. At most two operations
 * on photos are under way at a time, each has a limit of time, and a disk on which one has passed it is not asked
 * again until that one has come back.
 */

/** Half of Node's pool. */
const operationsAtOnce = 2;
const secondsPerOperation = 20;

/** Lets operations on the files of photos happen a few at a time and not for ever. */
export class DiskGate {
  readonly #most: number;
  readonly #milliseconds: number;
  readonly #waiting: (() => void)[] = [];
  /** Operations beyond their time, by disk. */
  readonly #stalled = new Map<string, number>();
  #busy = 0;

  constructor(most = operationsAtOnce, seconds = secondsPerOperation) {
    this.#most = most;
    this.#milliseconds = 1000 * seconds;
  }

  /**
   * Does one operation on a file.
   * @throws FamiliarError `photo-unreadable` where its disk does not answer, and what the operation throws
   */
  async run<T>(path: string, operation: () => Promise<T>): Promise<T> {
    const disk = diskOf(path);
    await this.#turn(disk);
    const work = operation().finally(() => this.#end());
    return this.#inTime(work, () => {
      this.#stalled.set(disk, (this.#stalled.get(disk) ?? 0) + 1);
      const answered = () => this.#stalled.set(disk, this.#stalled.get(disk)! - 1);
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

  /** Gives the place to the next that waits. */
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

/** For all photos that this thread reads. */
const gate = new DiskGate();

/** See {@link DiskGate.run}. */
export const onDisk = <T>(path: string, operation: () => Promise<T>): Promise<T> => gate.run(path, operation);

/** Windows knows neither flag. */
const withoutBlocking = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * Opens a regular file for reading; anything else is refused without waiting for it.
 * @throws FamiliarError `photo-unreadable` for a pipe, a socket, a device or a folder, or where its disk does not
 * answer; and the operating system's refusals
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
 * Reads a regular file whole.
 * @param most bytes above which it is refused
 * @throws as {@link openRegular}, and FamiliarError `photo-too-large`
 */
export async function readRegular(path: string, most = Infinity): Promise<Buffer> {
  await using file = await openRegular(path);
  const { size } = await file.stat();
  if (size > most) throw tooLong(most);
  return await onDisk(path, () => file.readFile());
}

/** Above, a photo's file is read by its decoder piece by piece rather than into memory. In bytes. */
const mostInMemory = 64 * 2 ** 20;

/** A raw file of a camera with 150 megapixels passes. In bytes. */
const mostWhole = 512 * 2 ** 20;

/** The first bytes of the file of a photo. @throws as {@link openRegular} */
export const readPhotoHead = (path: string, bytes: number): Promise<Buffer> => readPhoto(path, 0, bytes);

/**
 * What a decoder is to read a photo from: the bytes of its file, or its path where they are many. A thread that
 * recognises photos waits for them in person: a disk that does not answer holds that thread alone, which is replaced,
 * and none of the pool that all threads share.
 * @throws as {@link openRegular}
 */
export async function photoSource(path: string): Promise<Buffer | string> {
  const bytes = await readPhoto(path, mostInMemory, mostInMemory);
  return bytes.length === mostInMemory ? path : bytes;
}

/**
 * The bytes of a photo's file, of which a decoder needs all.
 * @throws as {@link openRegular}, and FamiliarError `photo-too-large`
 */
export async function wholePhoto(path: string): Promise<Buffer> {
  const bytes = await readPhoto(path, mostWhole, mostWhole);
  if (bytes.length === mostWhole) throw tooLong(mostWhole);
  return bytes;
}

/** The first bytes of a file, at most so many; of one that is longer than `unless`, none are read. */
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

/** How long what is known of mounted disks is believed, in milliseconds. */
const mountsFor = 5000;
let mounts: string[] = [];
let mountsReadAt = -Infinity;

/** What stands for the disk that a path is on. Nothing on that disk is asked. */
function diskOf(path: string): string {
  if (process.platform === 'darwin') return /^\/Volumes\/[^/]+/.exec(path)?.[0] ?? '/';
  if (process.platform !== 'linux') return parse(path).root;
  if (performance.now() - mountsReadAt > mountsFor) {
    mounts = readMounts();
    mountsReadAt = performance.now();
  }
  return mounts.find((mount) => path.startsWith(mount)) ?? '/';
}

/** Where disks are mounted, each with a slash at its end, the longest first. */
function readMounts(): string[] {
  try {
    const lines = readFileSync('/proc/self/mounts', 'utf8').trim().split('\n');
    const paths = lines.map((line) => line.split(' ')[1].replace(/\\(\d{3})/g, (_, code) => octal(code)));
    return paths.map((path) => (path.endsWith('/') ? path : `${path}/`)).sort((a, b) => b.length - a.length);
  } catch {
    return [];
  }
}

const octal = (code: string): string => String.fromCharCode(parseInt(code, 8));
