import { elementAt, required } from '../common/elements.ts';
import { siblingModule } from '../common/module-url.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { Sensitivity } from '../contract/detection.ts';
import type { Box, DeviceName, DeviceRequest } from '../contract/models.ts';
import type { Pixels } from '../photos/pixels.ts';
import { deviceLabels } from '../nn/device-choice.ts';
import type { Device } from '../nn/onnxruntime.ts';
import { bestEmbedder, type Embedder } from './embed/embedder.ts';
import type { RecognisedPhoto, RecognitionTask } from './recognised.ts';
import { maxSecondsPerPhoto, type OpenTask, TaskThread } from './threads/task-thread.ts';
import { planThreads, type ThreadPlan } from './threads/thread-plan.ts';

export interface RecogniseOptions {
  /** Box in which the user saw a face, in fractions of the upright photo: only that face is recognised. */
  box?: Box;
  /** An upright frame of the film at the path, which is recognised in its place. */
  frame?: Pixels;
  /** By default `usual`. */
  sensitivity?: Sensitivity;
  /** Called when a thread begins the photo. */
  begun?: (() => void) | undefined;
}

/** Recognises photos on a pool of threads, started as photos arrive. */
export interface Recogniser {
  /** @throws FamiliarError `path-missing`, `photo-*`, `model-*`, `device-unavailable` or `cancelled` */
  recognise(path: string, options?: RecogniseOptions): Promise<RecognisedPhoto>;
  /** The device in use; null before the first photo is recognised. */
  readonly device: { chosen: DeviceName; reason: string } | null;
  /** Number of photos processed at once; further ones wait. */
  readonly photosAtOnce: number;
  /** Rejects open photos as `cancelled`, and ends the threads as soon as their networks allow. */
  close(): Promise<void>;
}

export interface RecogniserOptions {
  /** The embedder; by default the best built-in one. */
  embedder?: Embedder;
  /** For tests: another entry of the threads, and other limits. */
  module?: URL;
  secondsPerPhoto?: number;
  secondsToEnd?: number;
  plan?: (device: DeviceName) => ThreadPlan;
}

export function createRecogniser(request: DeviceRequest, options: RecogniserOptions = {}): Recogniser {
  return new ThreadedRecogniser(request, options);
}

/** A photo with a waiting caller. */
interface OpenCall extends OpenTask<RecognitionTask, RecognisedPhoto> {
  /**
   * True after its thread ended: it is given a thread of its own, so that a crash has an unambiguous cause.
   */
  alone: boolean;
}

type RecognitionThread = TaskThread<RecognitionTask, RecognisedPhoto, OpenCall>;

class ThreadedRecogniser implements Recogniser {
  readonly #request: DeviceRequest;
  readonly #embedder: Embedder;
  readonly #module: URL;
  readonly #secondsPerPhoto: number;
  readonly #secondsToEnd: number | undefined;
  readonly #planFor: (device: DeviceName) => ThreadPlan;
  readonly #threads = new Set<RecognitionThread>();
  /** Photos without a thread, in order. */
  readonly #waiting: OpenCall[] = [];
  #device: Device | null = null;
  /**
   * Limit of the number of threads: one until the device is known, and fewer than planned after a failed
   * start.
   */
  #mostThreads: number;
  #closed = false;

  constructor(request: DeviceRequest, options: RecogniserOptions) {
    this.#request = request;
    this.#embedder = options.embedder ?? bestEmbedder();
    this.#module = options.module ?? siblingModule(import.meta.url, './threads/recognition-worker');
    this.#secondsPerPhoto = options.secondsPerPhoto ?? maxSecondsPerPhoto;
    this.#secondsToEnd = options.secondsToEnd;
    this.#planFor = options.plan ?? ((device) => planThreads(device));
    this.#mostThreads = request === 'cpu' ? this.#planFor('cpu').threads : 1;
  }

  get device(): Recogniser['device'] {
    return this.#device && { chosen: this.#device.name, reason: this.#device.reason };
  }

  get photosAtOnce(): number {
    const { threads, photos } = this.#plan;
    return threads * photos;
  }

  async recognise(
    path: string,
    { box, frame, sensitivity, begun }: RecogniseOptions = {},
  ): Promise<RecognisedPhoto> {
    if (this.#closed) throw new FamiliarError('cancelled', 'recognition was closed');
    return new Promise((resolve, reject) => {
      const task = { picture: frame ?? path, box, sensitivity };
      this.#waiting.push({ task, begun, resolve, reject, alone: false });
      this.#handOut();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const threads = [...this.#threads];
    const open = [...threads.flatMap((thread) => thread.open), ...this.#waiting.splice(0)];
    this.#threads.clear();
    for (const call of open) call.reject(new FamiliarError('cancelled', 'recognition was closed'));
    await Promise.all(threads.map((thread) => thread.end()));
  }

  get #plan(): ThreadPlan {
    return this.#planFor(this.#device?.name ?? 'cpu');
  }

  /** Gives waiting photos to the least busy threads, and starts a thread if all are fully used. */
  #handOut(): void {
    for (let call = this.#waiting[0]; call; call = this.#waiting[0]) {
      const thread = this.#threadFor(call);
      if (!thread) break;
      this.#waiting.shift();
      thread.give(call);
    }
    const starting = [...this.#threads].filter((thread) => thread.device === null).length;
    const wanted = Math.min(this.#waiting.length - starting, this.#mostThreads - this.#threads.size);
    for (let i = 0; i < wanted; i++) this.#start();
  }

  #threadFor(call: OpenCall): RecognitionThread | null {
    const most = call.alone ? 1 : this.#plan.photos;
    const free = [...this.#threads].filter(
      ({ device, open }) => device !== null && open.length < most && !open.some(({ alone }) => alone),
    );
    return free.reduce<RecognitionThread | null>(
      (least, thread) => (least && least.open.length <= thread.open.length ? least : thread),
      null,
    );
  }

  #start(): void {
    // The first thread chooses the device for all.
    const settings = { device: this.#device?.name ?? this.#request, embedder: this.#embedder };
    const [seconds, secondsToEnd] = [this.#secondsPerPhoto, this.#secondsToEnd];
    const thread: RecognitionThread = new TaskThread(
      { module: this.#module, settings, work: 'recognition', seconds, secondsToEnd },
      {
        ready: (device) => {
          this.#device ??= device;
          this.#mostThreads = Math.max(this.#mostThreads, this.#plan.threads);
          this.#handOut();
        },
        answered: () => this.#handOut(),
        refused: (error) => this.#withoutNew(thread, error),
        lost: (error, calls) => this.#without(thread, calls, error),
        late: (_call, calls) => {
          const reason = `recognising it takes more than ${seconds} s`;
          this.#without(thread, calls, new FamiliarError('photo-too-large', reason));
        },
        deviceLost: (error, calls) => this.#withoutGpu(thread, calls, error),
      },
    );
    this.#threads.add(thread);
  }

  /**
   * Continues with the other threads after a failed start; without any thread, all waiting photos are
   * rejected.
   */
  #withoutNew(thread: RecognitionThread, error: FamiliarError): void {
    if (this.#device && this.#device.name !== 'cpu') return this.#withoutGpu(thread, [], error);
    this.#threads.delete(thread);
    if (this.#threads.size > 0) this.#mostThreads = this.#threads.size;
    else for (const call of this.#waiting.splice(0)) call.reject(error);
    this.#handOut();
  }

  /** Continues on the CPU after the GPU has failed, with the open photos too. */
  #withoutGpu(thread: RecognitionThread, calls: OpenCall[], { message }: FamiliarError): void {
    this.#threads.delete(thread);
    const lost = required(this.#device).name;
    if (lost !== 'cpu') {
      this.#device = { name: 'cpu', reason: `${deviceLabels[lost]} stopped working: ${message}` };
      this.#mostThreads = this.#plan.threads;
    }
    this.#waiting.unshift(...calls);
    this.#handOut();
  }

  /** Handles the end of a thread. The photo that caused it is only known if it was the only one. */
  #without(thread: RecognitionThread, calls: OpenCall[], error: FamiliarError): void {
    this.#threads.delete(thread);
    if (calls.length === 1) elementAt(calls, 0).reject(error);
    else this.#waiting.unshift(...calls.map((call) => ({ ...call, alone: true })));
    this.#handOut();
  }
}
