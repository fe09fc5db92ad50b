import { Worker } from 'node:worker_threads';
import { siblingModule } from '../../common/module-url.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { FineTuned, FineTuningProgress } from '../../metric-learning/fine-tune.ts';
import { newCallCount, terminateOutsideCalls } from '../../nn/native-calls.ts';
import type { FromTrainer, ToTrainer, TrainerData, TrainerSettings } from './trainer-messages.ts';

/** Grace period before termination [Note: Ending a thread]. */
const secondsToEnd = 20;
/** Time after which a decoder counts as hung. */
const secondsPerPhoto = 120;

export interface TrainerEvents {
  /** Photos whose faces are cut, then views made. */
  prepared(done: number, of: number): void;
  progressed(progress: FineTuningProgress): void;
}

/** A training thread, as seen by the thread that started it. */
export class TrainerThread {
  readonly #worker: Worker;
  readonly #calls = newCallCount();
  readonly #outcome = Promise.withResolvers<FineTuned>();
  readonly #exited: Promise<void>;
  #watch: NodeJS.Timeout | null = null;
  #isPaused = false;

  constructor(settings: TrainerSettings, events: TrainerEvents) {
    const { promise, resolve, reject } = this.#outcome;
    promise.catch(() => {});
    const entry = siblingModule(import.meta.url, './trainer-worker');
    // Decoders write to the console; capturing the streams keeps that out of a command's output.
    this.#worker = new Worker(entry, {
      workerData: { ...settings, calls: this.#calls } satisfies TrainerData,
      stdout: true,
      stderr: true,
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('message', (message: FromTrainer) => {
      this.#unwatch();
      if ('done' in message) resolve(message.done);
      else if ('failed' in message) reject(new FamiliarError(message.failed.code, message.failed.message));
      else if ('progress' in message) events.progressed(message.progress);
      else {
        events.prepared(message.prepared, message.of);
        if (message.prepared < message.of) this.#watchPhoto();
      }
    });
    this.#worker.on('error', (error: Error) => reject(failure(`failed: ${error.message}`)));
    this.#worker.on('exit', () => reject(failure('ended')));
    this.#exited = new Promise((exited) => this.#worker.once('exit', () => exited()));
  }

  /**
   * Result of the training.
   * @throws FamiliarError `cancelled` where it was stopped before there was anything, else what training failed with
   */
  get outcome(): Promise<FineTuned> {
    return this.#outcome.promise;
  }

  /** Pauses between two steps, or resumes. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#unwatch();
    this.#send({ pause: isPaused });
  }

  /** Asks for the best weights so far. */
  stop(): void {
    this.#send({ stop: true });
  }

  /** Ends the thread after the running network, or by force after some seconds. */
  async end(): Promise<void> {
    this.#unwatch();
    this.#outcome.reject(new FamiliarError('cancelled', 'training was closed'));
    this.#send({ end: true });
    const callOff = terminateOutsideCalls(this.#worker, this.#calls, secondsToEnd * 1000);
    await this.#exited;
    callOff();
  }

  #send(message: ToTrainer): void {
    this.#worker.postMessage(message);
  }

  #watchPhoto(): void {
    if (this.#isPaused) return;
    this.#watch = setTimeout(() => {
      this.#outcome.reject(new FamiliarError('photo-damaged', 'a photo to be learned from cannot be read'));
    }, secondsPerPhoto * 1000);
  }

  #unwatch(): void {
    if (this.#watch) clearTimeout(this.#watch);
    this.#watch = null;
  }
}

const failure = (what: string): FamiliarError => new FamiliarError('internal', `the training thread ${what}`);
