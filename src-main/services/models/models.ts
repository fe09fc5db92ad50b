import { existsSync } from 'node:fs';
import { FamiliarError, toWireError, type WireError } from '../../contract/errors.ts';
import type { DeviceRequest, LibraryStatus } from '../../contract/models.ts';
import { countFaces } from '../../db/faces.ts';
import { countPendingJobs } from '../../db/jobs.ts';
import { getModel, listModels } from '../../db/models.ts';
import type { ReadableDb, WritableDb } from '../../db/open.ts';
import { countVectors } from '../../db/vectors.ts';
import { builtInEmbedderOf, builtInEmbedders } from '../../faces/embed/embedder.ts';
import { log } from '../../logging/log.ts';
import { isBuilt, loadManifest } from '../../nn/models.ts';
import { describeSource, type OwnManifest, readOwnManifest } from '../../nn/own-models.ts';
import {
  activeModel,
  betterModel,
  draftFolder,
  modelBefore,
  modelFolder,
  nextModel,
  putNextModel,
} from '../model-session/active-model.ts';
import { addModel, type NewModel, removeModel } from './add-model.ts';
import { embeddingJob } from './re-embed.ts';
import { type Promotion, promoteModel, type PromotionProgress } from './promote-model.ts';

/** An embedding model of a library. */
export interface ModelSummary {
  id: string;
  /** Origin of the model: the user's file, the package, or the training run. */
  source: string | null;
  kind: string;
  /** Width of the network's own vectors. */
  width: number | null;
  projection: OwnManifest['projection'];
  /** True if the model is in force. */
  active: boolean;
  /** True if the model comes into force once every face has a vector of it. */
  next: boolean;
  /** Number of faces with a vector of this model, and of all faces. */
  faces: number;
  of: number;
  /** Null where its manifest is readable. */
  problem: WireError | null;
}

/**
 * The models of a library, those that come with Familiar first.
 * @param root directory of the library
 */
export async function describeModels(db: ReadableDb, root: string): Promise<ModelSummary[]> {
  const present = builtInEmbedders.filter(({ id }) => isBuilt(id) || activeModel(db) === id);
  const rows = [...present, ...listModels(db)];
  return Promise.all(
    rows.map(async ({ id, kind }) => ({
      id,
      kind,
      ...(await describeFile(root, id)),
      active: activeModel(db) === id,
      next: nextModel(db) === id && activeModel(db) !== id,
      faces: countVectors(db, id),
      of: countFaces(db),
    })),
  );
}

async function describeFile(
  root: string,
  id: string,
): Promise<Pick<ModelSummary, 'source' | 'width' | 'projection' | 'problem'>> {
  try {
    if (builtInEmbedderOf(id)) {
      const { source, dimension } = await loadManifest(id);
      const from = `${source.package} ${source.version}`;
      return { source: from, width: dimension ?? null, projection: null, problem: null };
    }
    const folder = existsSync(modelFolder(root, id)) ? modelFolder(root, id) : draftFolder(root, id);
    const { source, output, projection } = await readOwnManifest(folder);
    return { source: describeSource(source), width: output.width, projection, problem: null };
  } catch (error) {
    return { source: null, width: null, projection: null, problem: toWireError(error) };
  }
}

export interface ModelsListener {
  /** Called before another model comes into force. The switch waits for it and fails with it. */
  switching(): Promise<unknown>;
  /** Called after a model came into force, or got vectors of faces that it lacked. */
  switched(): void;
}

/** The models of a library: adding, promoting, going back, removing. */
export class Models {
  readonly #db: WritableDb;
  readonly #root: string;
  readonly #device: DeviceRequest;
  readonly #listener: ModelsListener;
  #work: Promise<Promotion | null> | null = null;
  #stop = new AbortController();
  #closed = false;

  /**
   * @param root directory of the library
   */
  constructor(db: WritableDb, root: string, device: DeviceRequest, listener: ModelsListener) {
    this.#db = db;
    this.#root = root;
    this.#device = device;
    this.#listener = listener;
  }

  /**
   * Adds a face network; {@link use} promotes it.
   * @returns its id
   * @throws FamiliarError as {@link addModel}
   */
  add(model: NewModel): Promise<string> {
    return addModel(this.#db, this.#root, model, this.#device);
  }

  /**
   * Promotes a model once every face has a vector of it. If the process ends before, the next start continues. A
   * promotion under way of another model is abandoned.
   * @param progressed called after every photo
   * @returns null if stopped
   * @throws FamiliarError `not-found`, and as {@link promoteModel}
   */
  async use(
    id: string,
    progressed: (progress: PromotionProgress) => void = () => {},
  ): Promise<Promotion | null> {
    if (!builtInEmbedderOf(id) && !getModel(this.#db, id)) {
      throw new FamiliarError('not-found', `there is no model ${id}`);
    }
    if (this.#closed) throw new FamiliarError('cancelled', 'the library was closed');
    putNextModel(this.#db, id);
    const before = this.#work;
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    await before?.catch(() => {});
    if (signal.aborted) return null;
    const work = this.#switch(id, signal, progressed);
    this.#work = work;
    try {
      const done = await work;
      if (done) this.#listener.switched();
      return done;
    } finally {
      if (this.#work === work) this.#work = null;
    }
  }

  async #switch(
    id: string,
    signal: AbortSignal,
    progressed: (progress: PromotionProgress) => void,
  ): Promise<Promotion | null> {
    if (id !== activeModel(this.#db)) await this.#listener.switching();
    if (signal.aborted) return null;
    return promoteModel(this.#db, this.#root, id, { device: this.#device, signal, progressed });
  }

  /** Continues a promotion that an earlier process left unfinished. */
  resumeInterrupted(): void {
    const id = nextModel(this.#db);
    if (id === undefined) this.cover();
    else this.useInBackground(id);
  }

  /**
   * Embeds faces that were stored with vectors of an earlier model, since their photos were under way during the
   * switch.
   */
  cover(): void {
    if (this.#closed || this.#work || nextModel(this.#db) !== undefined) return;
    const id = activeModel(this.#db);
    if (countPendingJobs(this.#db, embeddingJob(id)) > 0) this.useInBackground(id);
  }

  /** {@link use} in the background; `status` reports its progress. */
  useInBackground(id: string): void {
    this.use(id).catch((error: unknown) => log.error('a model is not in use yet', { error, private: id }));
  }

  /** Abandons a promotion under way. */
  async leave(id: string): Promise<void> {
    if (nextModel(this.#db) !== id) return;
    await this.stop();
    if (nextModel(this.#db) === id) putNextModel(this.#db, null);
  }

  /**
   * The model before the present one.
   * @throws FamiliarError `not-found` where none was
   */
  get before(): string {
    const id = modelBefore(this.#db);
    if (id === undefined) throw new FamiliarError('not-found', 'no other model was in use before');
    return id;
  }

  /** State of the models, as the page shows it. */
  get status(): LibraryStatus['model'] {
    const id = activeModel(this.#db);
    const next = nextModel(this.#db);
    return {
      id,
      isOwn: !builtInEmbedderOf(id),
      next: next === undefined || next === id ? null : { id: next, faces: countVectors(this.#db, next) },
      better: next === undefined ? betterModel(this.#db) : null,
      before: next === undefined ? (modelBefore(this.#db) ?? null) : null,
    };
  }

  /**
   * Begins to promote the better model that comes with Familiar.
   * @returns its id
   * @throws FamiliarError `bad-request` where there is none better
   */
  improve(): string {
    const id = betterModel(this.#db);
    if (id === null) throw new FamiliarError('bad-request', 'the best model that there is is in use already');
    this.useInBackground(id);
    return id;
  }

  list(): Promise<ModelSummary[]> {
    return describeModels(this.#db, this.#root);
  }

  /**
   * @throws FamiliarError as {@link removeModel}
   */
  async remove(id: string): Promise<void> {
    if (nextModel(this.#db) === id) await this.stop();
    await removeModel(this.#db, this.#root, id);
  }

  /** Stops work as {@link stop} does, and accepts no more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.stop();
  }

  /** Stops work at the next safe point; the next start does the rest. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#work?.catch(() => {});
  }
}
