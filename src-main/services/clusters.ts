import type { Merge } from '../clustering/average-linkage.ts';
import { cutDendrogram } from '../clustering/cut.ts';
import { linkInThread } from '../clustering/link-thread.ts';
import { embeddingDimension as dimension } from '../common/vectors.ts';
import type { ReadableDb } from '../db/open.ts';
import { listVectors, type VectorRow } from '../db/vectors.ts';

/** The faces of a library and the dendrogram over them, as they stood at one time. */
export interface LinkedFaces {
  faces: readonly VectorRow[];
  merges: readonly Merge[];
}

/**
 * Keeps the dendrogram of a model's vectors. Linking takes seconds for thousands of faces, so it is done once
 * for any number of cuts, and again only after faces were added.
 */
export class Clusters {
  readonly #db: ReadableDb;
  readonly #modelId: string;
  #faces: VectorRow[];
  #linked: LinkedFaces = { faces: [], merges: [] };
  #linking: Promise<void> | null = null;

  constructor(db: ReadableDb, modelId: string) {
    this.#db = db;
    this.#modelId = modelId;
    this.#faces = listVectors(db, modelId);
  }

  /** Takes in faces that were stored since. */
  refresh(): VectorRow[] {
    const added = listVectors(this.#db, this.#modelId, this.#faces.at(-1)?.faceId ?? 0);
    if (added.length > 0) this.#faces = [...this.#faces, ...added];
    return added;
  }

  /** The dendrogram over all faces known when it was asked for. */
  async linked(): Promise<LinkedFaces> {
    const wanted = this.#faces.length;
    while (this.#linked.faces.length < wanted) {
      this.#linking ??= this.#link().finally(() => (this.#linking = null));
      await this.#linking;
    }
    return this.#linked;
  }

  async #link(): Promise<void> {
    const faces = this.#faces;
    const vectors = new Float32Array(faces.length * dimension);
    faces.forEach(({ vector }, i) => vectors.set(vector, i * dimension));
    const groups = Float64Array.from(faces, (face) => face.photoId);
    const merges = await linkInThread({ vectors, dimension, groups });
    this.#linked = { faces, merges };
  }
}

/** The faces of each cluster at a distance. */
export function clustersAt({ faces, merges }: LinkedFaces, distance: number): VectorRow[][] {
  return cutDendrogram(faces.length, merges, distance).map((members) => members.map((i) => faces[i]));
}
