import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { FamiliarError } from '../contract/errors.ts';
import type { Device } from '../nn/onnxruntime.ts';
// Threads share their turn for large photos if the thread that starts them knows of it.
import '../photos/decoding/large-turn.ts';
import type { FromThread, ThreadSettings, ToThread } from './task-messages.ts';

/** A photo that takes longer hangs a decoder. */
export const maxSecondsPerPhoto = 120;

/**
 * [Note: Ending a thread]
 * A thread that is terminated while it is inside a native library brings down the whole process: the library
 * returns to a thread that may not run JavaScript any more, throws, and nobody catches it. So a thread is told
 * to end, which it hears between two runs of its networks, and is terminated only where it does not hear for long. One
 * run of the largest networks takes a few seconds on one slow core. What may block for long, libheif in WebAssembly,
 * runs on a thread of its own below it, which ends with it at any time.
 */
const secondsToEnd = 20;
/** Who quits waits no longer than this for a thread to end. */
const secondsToLeave = 2;
let leftBehind = 0;

/** Threads of this process that were told to end and have not yet: leaving the process would wait for them. */
export const threadsLeftBehind = (): number => leftBehind;

/** A task that somebody waits for. */
export interface OpenTask<Task, Answer> {
  task: Task;
  /** Called when the thread begins with it. */
  begun?(): void;
  resolve(answer: Answer): void;
  reject(error: FamiliarError): void;
}

/** What becomes of a thread. After `refused`, `lost`, `late` and `deviceLost` it has ended, and its open tasks are the hearer's. */
export interface TaskThreadEvents<Open> {
  /** Its networks are loaded. */
  ready(device: Device): void;
  /** It has answered a task and has room for the next. */
  answered?(): void;
  /** It could not begin: no task is to blame. */
  refused(error: FamiliarError, open: Open[]): void;
  /** It has ended by itself; one of the tasks, the oldest first, did it. */
  lost(error: FamiliarError, open: Open[]): void;
  /** A task takes longer than it may; it is among those open, the oldest first. */
  late(task: Open, open: Open[]): void;
  /** Its GPU has stopped working; no task is to blame. */
  deviceLost(error: FamiliarError, open: Open[]): void;
}

export interface TaskThreadOptions<Task> {
  /** Its entry, which calls `serveTasks`. */
  module: URL;
  settings: ThreadSettings;
  /** What it does, for messages: `recognition`. */
  work: string;
  /**
   * Most that a task may take, counted from when the thread has it and is ready, or has waited for its turn to decode
   * a large photo.
   */
  seconds: number;
  /** Whether a task is bound to that; by default all are. */
  isBound?(task: Task): boolean;
  /** Most that it may take to end before it is terminated. */
  secondsToEnd?: number;
}

/** A thread that runs networks, which block it meanwhile, as the thread that started it sees it. */
export class TaskThread<Task, Answer, Open extends OpenTask<Task, Answer> = OpenTask<Task, Answer>> {
  readonly #worker: Worker;
  readonly #options: TaskThreadOptions<Task>;
  readonly #events: TaskThreadEvents<Open>;
  readonly #open = new Map<number, { open: Open; timer?: NodeJS.Timeout }>();
  #nextId = 1;
  #device: Device | null = null;
  #hasEnded = false;
  #isWaiting = false;
  readonly #exited: Promise<void>;

  constructor(options: TaskThreadOptions<Task>, events: TaskThreadEvents<Open>) {
    this.#options = options;
    this.#events = events;
    const { module, settings, work } = options;
    // Decoders write to the console; captured streams keep that out of a command's own output.
    this.#worker = new Worker(module, { workerData: settings, stdout: true, stderr: true });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('message', (message: FromThread<Answer>) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(`the ${work} thread failed: ${error.message}`));
    this.#worker.on('exit', () => this.#fail(`the ${work} thread ended`));
    this.#exited = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
  }

  /** Where its networks run; null until they are loaded. */
  get device(): Device | null {
    return this.#device;
  }

  /** Tasks given and not yet answered, the oldest first. */
  get open(): Open[] {
    return [...this.#open.values()].map(({ open }) => open);
  }

  /** Gives it a task, which waits where the thread is not ready yet. */
  give(open: Open): void {
    const id = this.#nextId++;
    this.#open.set(id, { open });
    if (this.#device) this.#begin(id, open);
  }

  /**
   * Ends it as soon as the network that runs lets it, or after some seconds; its open tasks are forgotten. Resolves
   * when it has ended, and after two seconds where it has not: it is then among {@link threadsLeftBehind}.
   */
  async end(): Promise<void> {
    this.#close();
    this.#worker.postMessage({ end: true } satisfies ToThread<Task>);
    leftBehind++;
    const seconds = this.#options.secondsToEnd ?? secondsToEnd;
    const timer = setTimeout(() => void this.#worker.terminate(), seconds * 1000);
    const exited = this.#exited.then(() => {
      leftBehind--;
      clearTimeout(timer);
    });
    await Promise.race([exited, wait(secondsToLeave * 1000, undefined, { ref: false })]);
  }

  #begin(id: number, open: Open): void {
    this.#open.set(id, { open, timer: this.#limit(open) });
    open.begun?.();
    this.#worker.postMessage({ id, task: open.task } satisfies ToThread<Task>);
  }

  #limit(open: Open): NodeJS.Timeout | undefined {
    const { isBound, seconds } = this.#options;
    if (this.#isWaiting || isBound?.(open.task) === false) return undefined;
    return setTimeout(() => this.#noteLate(open), seconds * 1000);
  }

  #receive(message: FromThread<Answer>): void {
    if (this.#hasEnded) return;
    if ('ready' in message) {
      this.#device = message.ready;
      for (const [id, { open }] of this.#open) this.#begin(id, open);
      this.#events.ready(message.ready);
    } else if ('refused' in message) {
      const { code, message: reason } = message.refused;
      this.#refuse(new FamiliarError(code === 'internal' ? 'device-unavailable' : code, reason));
    } else if ('waiting' in message) this.#setWaiting(message.waiting);
    else this.#settle(message);
  }

  /** While the thread waits for others, no task of its own is late; afterwards each has its whole time anew. */
  #setWaiting(isWaiting: boolean): void {
    this.#isWaiting = isWaiting;
    for (const asked of this.#open.values()) {
      clearTimeout(asked.timer);
      asked.timer = this.#limit(asked.open);
    }
  }

  #settle(message: Extract<FromThread<Answer>, { id: number }>): void {
    const asked = this.#open.get(message.id);
    if (!asked) return;
    if ('error' in message && message.error.code === 'device-unavailable' && this.#device?.name !== 'cpu') {
      const { code, message: reason } = message.error;
      return this.#events.deviceLost(new FamiliarError(code, reason), this.#abandon());
    }
    this.#open.delete(message.id);
    clearTimeout(asked.timer);
    if ('error' in message) {
      asked.open.reject(new FamiliarError(message.error.code, message.error.message));
    } else asked.open.resolve(message.answer);
    this.#events.answered?.();
  }

  #fail(reason: string): void {
    if (this.#hasEnded) return;
    if (this.#device) this.#events.lost(new FamiliarError('internal', reason), this.#abandon());
    else this.#refuse(new FamiliarError('device-unavailable', reason));
  }

  #refuse(error: FamiliarError): void {
    this.#events.refused(error, this.#abandon());
  }

  #noteLate(task: Open): void {
    this.#events.late(task, this.#abandon());
  }

  #abandon(): Open[] {
    const { open } = this;
    void this.end();
    return open;
  }

  #close(): void {
    this.#hasEnded = true;
    for (const { timer } of this.#open.values()) clearTimeout(timer);
    this.#open.clear();
  }
}
