import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { FamiliarError } from '../../contract/errors.ts';
import { newCallCount, terminateOutsideCalls } from '../../nn/native-calls.ts';
import type { Device } from '../../nn/onnxruntime.ts';
// Threads share the turn for large photos only if the thread that starts them has loaded this module.
import '../../photos/decoding/large-turn.ts';
import type { FromThread, ThreadData, ThreadSettings, ToThread } from './task-messages.ts';

/** Time limit of a photo; beyond it a decoder hangs. */
export const maxSecondsPerPhoto = 120;

/**
 * Seconds after which a thread that was asked to end is terminated [Note: Ending a thread]. It notices the request between
 * two runs of its networks; one run of the largest networks takes a few seconds on one slow core. The other part that may
 * block for long, libheif in WebAssembly, runs on a thread of its own below it, which can be terminated at any time.
 */
const secondsToEnd = 20;
/** Seconds that a closing program waits for a thread to end. */
const secondsToLeave = 2;
let leftBehind = 0;

/**
 * Number of threads of this process that were asked to end and have not ended; leaving the process would wait
 * for them.
 */
export const threadsLeftBehind = (): number => leftBehind;

/** A task with a waiting caller. */
export interface OpenTask<Task, Answer> {
  task: Task;
  /** Called when the thread begins the task. */
  begun?: (() => void) | undefined;
  resolve(answer: Answer): void;
  reject(error: FamiliarError): void;
}

/**
 * Events of a thread. After `refused`, `lost`, `late` and `deviceLost` the thread has ended, and the receiver
 * handles its open tasks.
 */
export interface TaskThreadEvents<Open> {
  /** Its networks are loaded. */
  ready(device: Device): void;
  /** It has answered a task and can take another. */
  answered?(): void;
  /** It could not start; no task is the cause. */
  refused(error: FamiliarError, open: Open[]): void;
  /** It ended by itself, because of one of the tasks, which are sorted by age. */
  lost(error: FamiliarError, open: Open[]): void;
  /** A task exceeded its time limit; it is among the open tasks, which are sorted by age. */
  late(task: Open, open: Open[]): void;
  /** Its GPU failed; no task is the cause. */
  deviceLost(error: FamiliarError, open: Open[]): void;
}

export interface TaskThreadOptions<Task> {
  /** Entry module, which calls `serveTasks`. */
  module: URL;
  settings: ThreadSettings;
  /** Name of its work in messages, such as `recognition`. */
  work: string;
  /**
   * Time limit of a task in seconds. It starts when the thread is ready and has the task, and restarts after
   * the thread has waited for its turn to decode a large photo.
   */
  seconds: number;
  /** Does the time limit apply to the task? By default it applies to all. */
  isBound?(task: Task): boolean;
  /** Seconds after which a thread that was asked to end is terminated [Note: Ending a thread]. */
  secondsToEnd?: number | undefined;
}

/** Handle of a thread that runs networks, in the thread that started it. */
export class TaskThread<Task, Answer, Open extends OpenTask<Task, Answer> = OpenTask<Task, Answer>> {
  readonly #worker: Worker;
  readonly #calls = newCallCount();
  readonly #options: TaskThreadOptions<Task>;
  readonly #events: TaskThreadEvents<Open>;
  readonly #open = new Map<number, { open: Open; timer?: NodeJS.Timeout | undefined }>();
  #nextId = 1;
  #device: Device | null = null;
  #hasEnded = false;
  #isWaiting = false;
  readonly #exited: Promise<void>;

  constructor(options: TaskThreadOptions<Task>, events: TaskThreadEvents<Open>) {
    this.#options = options;
    this.#events = events;
    const { module, settings, work } = options;
    // Decoders write to the console; captured streams keep that out of a command's output.
    this.#worker = new Worker(module, {
      workerData: { ...settings, calls: this.#calls } satisfies ThreadData,
      ...{ stdout: true, stderr: true },
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('message', (message: FromThread<Answer>) => this.#receive(message));
    this.#worker.on('error', (error: Error) => this.#fail(`the ${work} thread failed: ${error.message}`));
    this.#worker.on('exit', () => this.#fail(`the ${work} thread ended`));
    this.#exited = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
  }

  /** The device of its networks; null until they are loaded. */
  get device(): Device | null {
    return this.#device;
  }

  /** Tasks without an answer, the oldest first. */
  get open(): Open[] {
    return [...this.#open.values()].map(({ open }) => open);
  }

  /** Gives the thread a task; it waits until the thread is ready. */
  give(open: Open): void {
    const id = this.#nextId++;
    this.#open.set(id, { open });
    if (this.#device) this.#begin(id, open);
  }

  /**
   * Ends the thread as soon as its network allows, or, outside of networks, after some seconds; its open tasks are dropped.
   * Resolves when the thread has ended, or after two seconds; then it is counted in {@link
   * threadsLeftBehind}.
   */
  async end(): Promise<void> {
    this.#close();
    this.#worker.postMessage({ end: true } satisfies ToThread<Task>);
    leftBehind++;
    const seconds = this.#options.secondsToEnd ?? secondsToEnd;
    const callOff = terminateOutsideCalls(this.#worker, this.#calls, seconds * 1000);
    const exited = this.#exited.then(() => {
      leftBehind--;
      callOff();
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

  /** No task is late while the thread waits for its turn; afterwards each has its full time again. */
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
