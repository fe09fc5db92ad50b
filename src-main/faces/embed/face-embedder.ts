import { siblingModule } from '../../common/module-url.ts';
import type { Subspace } from '../../common/principal-subspace.ts';
import { FamiliarError } from '../../contract/errors.ts';
import type { DeviceRequest } from '../../contract/models.ts';
import type { Device } from '../../nn/onnxruntime.ts';
import type { Embedder } from './embedder.ts';
import type { EmbeddingAnswer, EmbeddingTask } from './embedding-tasks.ts';
import type { FacesOfPhoto } from '../stored-faces.ts';
import { maxSecondsPerPhoto, type OpenTask, TaskThread } from '../threads/task-thread.ts';

/** Computes vectors of stored faces on a thread of its own, which starts with the first task. */
export interface FaceEmbedder {
  /**
   * @returns unit vectors in the order of the faces, of the embedder's width
   * @throws FamiliarError `model-*`, `device-unavailable`, `photo-damaged` or `cancelled`
   */
  embed(photo: FacesOfPhoto): Promise<Float32Array[]>;
  /** The subspace with the largest variance of the vectors; see {@link principalSubspace}. */
  fit(task: Extract<EmbeddingTask, { fit: unknown }>['fit']): Promise<Subspace>;
  /** The device in use; null before the first vector. */
  readonly device: Device | null;
  /** Rejects open tasks as `cancelled`, and ends the thread as soon as its network allows. */
  close(): Promise<void>;
}

/** For tests: another entry of the thread, and another time limit. */
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

  /** Continues on the CPU after the GPU has failed. */
  #goOnWithoutGpu(error: FamiliarError, open: readonly OpenEmbedding[]): void {
    this.#thread = null;
    if (this.#settings.device === 'cpu') for (const { reject } of open) reject(error);
    else {
      this.#settings = { ...this.#settings, device: 'cpu' };
      for (const one of open) this.#give(one);
    }
  }

  /** Continues on a new thread after a decoder has hung, and uses the stored chips for that photo. */
  #goOn(hung: OpenEmbedding, open: readonly OpenEmbedding[]): void {
    this.#thread = null;
    const { task } = hung;
    this.#give('embed' in task ? { ...hung, task: { embed: { ...task.embed, path: null } } } : hung);
    for (const other of open) if (other !== hung) this.#give(other);
  }
}
