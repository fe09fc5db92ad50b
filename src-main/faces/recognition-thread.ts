import { Worker } from 'node:worker_threads';
import { FamiliarError } from '../contract/errors.ts';
import type { Device } from '../nn/onnxruntime.ts';
import type { RecognisedPhoto } from './recognised.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';

/** A photo that somebody waits for. */
export interface OpenCall {
  path: string;
  resolve(photo: RecognisedPhoto): void;
  reject(error: FamiliarError): void;
  /** It was on a thread that ended: it gets one to itself, so that no other photo is blamed for it, nor it for others. */
  alone: boolean;
}

export interface ThreadEvents {
  /** Its networks are loaded. */
  ready(device: Device): void;
  /** It has answered a call and has room for the next. */
  answered(): void;
  /** It has ended before it was ready: no photo is to blame. */
  refused(error: FamiliarError): void;
  /** It has ended with these calls open, the oldest first; one of them did it. */
  lost(calls: OpenCall[], error: FamiliarError): void;
}

export interface ThreadOptions {
  module: URL;
  settings: WorkerSettings;
  /** A photo that takes longer hangs a decoder. */
  secondsPerPhoto: number;
}

/** One recognition thread, as the thread that started it sees it. */
export class RecognitionThread {
  readonly #worker: Worker;
  readonly #events: ThreadEvents;
  readonly #secondsPerPhoto: number;
  readonly #calls = new Map<number, { call: OpenCall; timer: NodeJS.Timeout }>();
  #nextId = 1;
  #isReady = false;
  #hasEnded = false;

  constructor({ module, settings, secondsPerPhoto }: ThreadOptions, events: ThreadEvents) {
    this.#events = events;
    this.#secondsPerPhoto = secondsPerPhoto;
    // Decoders write to the console; captured streams keep that out of a command's own output.
    this.#worker = new Worker(module, { workerData: settings, stdout: true, stderr: true });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(`the recognition thread failed: ${error.message}`));
    this.#worker.on('exit', () => this.#fail('the recognition thread ended'));
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Calls handed over and not yet answered. */
  get calls(): OpenCall[] {
    return [...this.#calls.values()].map(({ call }) => call);
  }

  /** Hands a call over. To be called once the thread is ready. */
  give(call: OpenCall): void {
    const id = this.#nextId++;
    const timer = setTimeout(() => {
      const reason = `recognising it takes more than ${this.#secondsPerPhoto} s`;
      this.#lose(new FamiliarError('photo-too-large', reason));
    }, this.#secondsPerPhoto * 1000);
    this.#calls.set(id, { call, timer });
    this.#worker.postMessage({ id, path: call.path } satisfies ToWorker);
  }

  /** Ends it, whatever it does; its open calls are forgotten. */
  async end(): Promise<void> {
    this.#close();
    await this.#worker.terminate();
  }

  #receive(message: FromWorker): void {
    if (this.#hasEnded) return;
    if ('ready' in message) {
      this.#isReady = true;
      this.#events.ready(message.ready);
    } else if ('refused' in message) {
      const { code, message: reason } = message.refused;
      this.#refuse(new FamiliarError(code === 'internal' ? 'device-unavailable' : code, reason));
    } else {
      const open = this.#calls.get(message.id);
      if (!open) return;
      this.#calls.delete(message.id);
      clearTimeout(open.timer);
      if ('photo' in message) open.call.resolve(message.photo);
      else open.call.reject(new FamiliarError(message.error.code, message.error.message));
      this.#events.answered();
    }
  }

  #fail(reason: string): void {
    if (this.#hasEnded) return;
    if (this.#isReady) this.#lose(new FamiliarError('internal', reason));
    else this.#refuse(new FamiliarError('device-unavailable', reason));
  }

  #refuse(error: FamiliarError): void {
    void this.end();
    this.#events.refused(error);
  }

  #lose(error: FamiliarError): void {
    const { calls } = this;
    void this.end();
    this.#events.lost(calls, error);
  }

  #close(): void {
    this.#hasEnded = true;
    for (const { timer } of this.#calls.values()) clearTimeout(timer);
    this.#calls.clear();
  }
}
