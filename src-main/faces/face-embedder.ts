import { siblingModule } from '../common/module-url.ts';
import type { Subspace } from '../common/principal-subspace.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { DeviceRequest } from '../contract/models.ts';
import type { Device } from '../nn/onnxruntime.ts';
import type { Embedder } from './embedder.ts';
import type { EmbeddingAnswer, EmbeddingTask } from './embedding-tasks.ts';
import type { FacesOfPhoto } from './stored-faces.ts';
import { maxSecondsPerPhoto, type OpenTask, TaskThread } from './task-thread.ts';

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
  /** Rejects what is under way as `cancelled`, and ends the thread once its network lets it. */
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

type OpenEmbedding = OpenTask<EmbeddingTask, EmbeddingAnswer>;

class ThreadedEmbedder implements FaceEmbedder {
  #settings: { embedder: Embedder; device: DeviceRequest };
  readonly #module: URL;
  readonly #secondsPerPhoto: number;
  #thread: TaskThread<EmbeddingTask, EmbeddingAnswer> | null = null;
  #closed = false;

  constructor(embedder: Embedder, device: DeviceRequest, options: FaceEmbedderOptions) {
    this.#settings = { embedder, device };
    this.#module = options.module ?? siblingModule(import.meta.url, './embedding-worker');
    this.#secondsPerPhoto = options.secondsPerPhoto ?? maxSecondsPerPhoto;
  }

  get device(): Device | null {
    return this.#thread?.device ?? null;
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
    const thread = this.#thread;
    this.#thread = null;
    if (!thread) return;
    for (const { reject } of thread.open) reject(new FamiliarError('cancelled', 'embedding was closed'));
    await thread.end();
  }

  #ask(task: EmbeddingTask): Promise<EmbeddingAnswer> {
    if (this.#closed) throw new FamiliarError('cancelled', 'embedding was closed');
    return new Promise((resolve, reject) => this.#give({ task, resolve, reject }));
  }

  #give(open: OpenEmbedding): void {
    this.#thread ??= this.#start();
    this.#thread.give(open);
  }

  #start(): TaskThread<EmbeddingTask, EmbeddingAnswer> {
    const fail = (error: FamiliarError, open: OpenEmbedding[]) => {
      this.#thread = null;
      for (const { reject } of open) reject(error);
    };
    return new TaskThread(
      {
        module: this.#module,
        settings: this.#settings,
        work: 'embedding',
        seconds: this.#secondsPerPhoto,
        isBound: (task) => 'embed' in task,
      },
      {
        ready: () => {},
        refused: fail,
        lost: fail,
        late: (task, open) => this.#goOn(task, open),
        deviceLost: (error, open) => this.#goOnWithoutGpu(error, open),
      },
    );
  }

  /** The GPU has stopped working: a thread on the CPU goes on. */
  #goOnWithoutGpu(error: FamiliarError, open: readonly OpenEmbedding[]): void {
    this.#thread = null;
    if (this.#settings.device === 'cpu') for (const { reject } of open) reject(error);
    else {
      this.#settings = { ...this.#settings, device: 'cpu' };
      for (const one of open) this.#give(one);
    }
  }

  /** A decoder hangs: a new thread goes on, and takes the faces of that photo from their chips. */
  #goOn(hung: OpenEmbedding, open: readonly OpenEmbedding[]): void {
    this.#thread = null;
    const { task } = hung;
    this.#give('embed' in task ? { ...hung, task: { embed: { ...task.embed, path: null } } } : hung);
    for (const other of open) if (other !== hung) this.#give(other);
  }
}
