import { Worker } from 'node:worker_threads';
import { siblingModule } from '../common/module-url.ts';
import type { Subspace } from '../common/principal-subspace.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { DeviceRequest } from '../contract/models.ts';
import type { Device } from '../nn/onnxruntime.ts';
import type { Embedder } from './embedder.ts';
import type { FacesOfPhoto } from './stored-faces.ts';
import type { EmbeddingTask, FromEmbeddingThread, ToEmbeddingThread } from './embedding-messages.ts';

/** A photo that takes longer hangs a decoder: the thread is ended, and its faces are taken from their chips. */
const maxSecondsPerPhoto = 120;

/** Makes vectors of faces that are known already, on a thread of its own that starts with the first. */
export interface FaceEmbedder {
  /**
   * @returns unit vectors in the order of the faces, as wide as the embedder's
   * @throws FamiliarError `model-*`, `device-unavailable`, `photo-damaged` or `cancelled`
   */
  embed(photo: FacesOfPhoto): Promise<Float32Array[]>;
  /** The subspace that keeps most of these vectors; see {@link principalSubspace}. */
  fit(task: Extract<EmbeddingTask, { fit: unknown }>['fit']): Promise<Subspace>;
  /** The device at work; null until the first vector was made. */
  readonly device: Device | null;
  /** Ends the thread; what is under way is rejected as `cancelled`. */
  close(): Promise<void>;
}

/** For tests: another entry of the thread, and another bound. */
export interface FaceEmbedderOptions {
  module?: URL;
  secondsPerPhoto?: number;
}

export function createFaceEmbedder(
  embedder: Embedder,
  device: DeviceRequest,
  options: FaceEmbedderOptions = {},
): FaceEmbedder {
  return new ThreadedEmbedder(embedder, device, options);
}

interface OpenTask {
  task: EmbeddingTask;
  resolve(answer: { vectors: Float32Array[] } | { subspace: Subspace }): void;
  reject(error: FamiliarError): void;
  timer?: NodeJS.Timeout;
}

class ThreadedEmbedder implements FaceEmbedder {
  readonly #settings: { embedder: Embedder; device: DeviceRequest };
  readonly #module: URL;
  readonly #secondsPerPhoto: number;
  readonly #open = new Map<number, OpenTask>();
  #thread: Worker | null = null;
  #device: Device | null = null;
  #nextId = 1;
  #closed = false;

  constructor(embedder: Embedder, device: DeviceRequest, options: FaceEmbedderOptions) {
    this.#settings = { embedder, device };
    this.#module = options.module ?? siblingModule(import.meta.url, './embedding-worker');
    this.#secondsPerPhoto = options.secondsPerPhoto ?? maxSecondsPerPhoto;
  }

  get device(): Device | null {
    return this.#device;
  }

  async embed(photo: FacesOfPhoto): Promise<Float32Array[]> {
    const answer = await this.#ask({ embed: photo });
    return 'vectors' in answer ? answer.vectors : [];
  }

  async fit(task: Extract<EmbeddingTask, { fit: unknown }>['fit']): Promise<Subspace> {
    const answer = await this.#ask({ fit: task });
    if (!('subspace' in answer)) throw new Error('the embedding thread answered another question');
    return answer.subspace;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#abandon(new FamiliarError('cancelled', 'embedding was closed'));
  }

  #ask(task: EmbeddingTask): Promise<{ vectors: Float32Array[] } | { subspace: Subspace }> {
    if (this.#closed) throw new FamiliarError('cancelled', 'embedding was closed');
    return new Promise((resolve, reject) => this.#give({ task, resolve, reject }));
  }

  #give(open: OpenTask): void {
    const id = this.#nextId++;
    this.#open.set(id, open);
    this.#thread ??= this.#start();
    if (this.#device) this.#begin(id, open);
  }

  #begin(id: number, open: OpenTask): void {
    const { task } = open;
    if ('embed' in task)
      open.timer = setTimeout(() => this.#giveUp(id, task.embed), this.#secondsPerPhoto * 1000);
    this.#thread!.postMessage({ id, ...task } satisfies ToEmbeddingThread);
  }

  /** A decoder hangs: a new thread goes on, without that photo's file. */
  #giveUp(id: number, photo: FacesOfPhoto): void {
    const hung = this.#open.get(id)!;
    this.#open.delete(id);
    const others = [...this.#open.values()];
    this.#open.clear();
    for (const { timer } of others) clearTimeout(timer);
    void this.#endThread();
    this.#give({ ...hung, task: { embed: { ...photo, path: null } } });
    for (const other of others) this.#give(other);
  }

  #start(): Worker {
    const thread = new Worker(this.#module, {
      workerData: this.#settings,
      // Decoders write to the console; captured streams keep that out of a command's own output.
      stdout: true,
      stderr: true,
    });
    thread.stdout.resume();
    thread.stderr.resume();
    const lost = (reason: string) => {
      if (this.#thread !== thread) return;
      const code = this.#device ? 'internal' : 'device-unavailable';
      void this.#abandon(new FamiliarError(code, reason));
    };
    thread.on('message', (message: FromEmbeddingThread) => {
      if (this.#thread === thread) this.#receive(message);
    });
    thread.on('error', (error) => lost(`the embedding thread failed: ${error.message}`));
    thread.on('exit', () => lost('the embedding thread ended'));
    return thread;
  }

  #receive(message: FromEmbeddingThread): void {
    if ('ready' in message) {
      this.#device = message.ready;
      for (const [id, open] of this.#open) this.#begin(id, open);
    } else if ('refused' in message) {
      const { code, message: reason } = message.refused;
      void this.#abandon(new FamiliarError(code === 'internal' ? 'device-unavailable' : code, reason));
    } else {
      const open = this.#open.get(message.id);
      if (!open) return;
      this.#open.delete(message.id);
      clearTimeout(open.timer);
      if ('error' in message) open.reject(new FamiliarError(message.error.code, message.error.message));
      else open.resolve(message);
    }
  }

  /** Ends every open task and the thread. */
  async #abandon(error: FamiliarError): Promise<void> {
    for (const { timer, reject } of this.#open.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#open.clear();
    await this.#endThread();
  }

  async #endThread(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    this.#device = null;
    await thread?.terminate();
  }
}
