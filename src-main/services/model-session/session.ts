import type { ReadableDb } from '../../db/open.ts';
import type { RecognisedPhoto } from '../../faces/recognised.ts';
import type { RecogniseOptions, Recogniser } from '../../faces/recogniser.ts';
import { clusterFiles, indexFile } from './active-model.ts';
import { Clusters, type Tuned } from './clusters.ts';
import { FaceSearch } from './face-search.ts';

/** The grouping and search of one model's vectors: all that a reader of the library needs. */
export interface FaceSpace {
  readonly modelId: string;
  readonly search: FaceSearch;
  readonly clusters: Clusters;
}

/**
 * Opens the index and the clusters of a model.
 * @param root directory of the library
 * @param tuned receives the distance that suits the library, whenever it may have changed
 */
export function openFaceSpace(
  db: ReadableDb,
  root: string,
  modelId: string,
  tuned?: (tuned: Tuned) => void,
): FaceSpace {
  const search = new FaceSearch(db, modelId, indexFile(root, modelId));
  const clusters = new Clusters(db, modelId, clusterFiles(root, modelId), tuned);
  return { modelId, search, clusters };
}

/** A face space with the recogniser that makes its vectors. */
export interface ModelSession extends FaceSpace {
  readonly recogniser: Recogniser;
}

/**
 * The session of the model in force. A change of models replaces the session as one value; everyone else holds this
 * object and asks it for `current`. Photos under way finish with the recogniser that they began with.
 */
export class SessionInForce implements Recogniser {
  #current: ModelSession;
  /** Clusters of earlier models; pending queries may still use them. */
  readonly #retired: Clusters[] = [];
  /** Photos under way, by the recogniser that has them. */
  readonly #underWay = new Map<Recogniser, number>();

  constructor(first: ModelSession) {
    this.#current = first;
  }

  get current(): ModelSession {
    return this.#current;
  }

  get device(): Recogniser['device'] {
    return this.#current.recogniser.device;
  }

  get photosAtOnce(): number {
    return this.#current.recogniser.photosAtOnce;
  }

  async recognise(path: string, options?: RecogniseOptions): Promise<RecognisedPhoto> {
    const { recogniser } = this.#current;
    this.#count(recogniser, 1);
    try {
      return await recogniser.recognise(path, options);
    } finally {
      this.#count(recogniser, -1);
      this.#closeIfDone(recogniser);
    }
  }

  /** Puts another session in force. The recogniser before it is closed after its last photo. */
  replace(next: ModelSession): void {
    const { clusters, recogniser, search } = this.#current;
    search.stop();
    this.#current = next;
    this.#retired.push(clusters);
    this.#closeIfDone(recogniser);
  }

  /** Closes the recognisers. */
  async close(): Promise<void> {
    const all = new Set([this.#current.recogniser, ...this.#underWay.keys()]);
    await Promise.all([...all].map((recogniser) => recogniser.close()));
  }

  /** Ends the linking of all sessions, and the building of the index. */
  closeClusters(): void {
    this.#current.search.stop();
    for (const clusters of [this.#current.clusters, ...this.#retired]) clusters.close();
  }

  /** Writes the caches of the session in force, so that the next start need not make them again. */
  save(): void {
    this.#current.search.save();
    this.#current.clusters.save();
  }

  #count(recogniser: Recogniser, change: 1 | -1): void {
    const count = (this.#underWay.get(recogniser) ?? 0) + change;
    if (count > 0) this.#underWay.set(recogniser, count);
    else this.#underWay.delete(recogniser);
  }

  #closeIfDone(recogniser: Recogniser): void {
    if (recogniser !== this.#current.recogniser && !this.#underWay.has(recogniser)) void recogniser.close();
  }
}
