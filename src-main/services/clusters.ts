import { cutLinkage, type Linkage, type Points } from '../clustering/linkage.ts';
import { linkInThread } from '../clustering/link-thread.ts';
import { unlessAborted } from '../common/abort.ts';
import { embeddingDimension as dimension } from '../common/vectors.ts';
import type { ReadableDb } from '../db/open.ts';
import { listVectors, type VectorRow } from '../db/vectors.ts';
import { isPoor } from '../faces/quality.ts';

/** The faces of a library as points, and how they are linked, as they stood at one time. */
export interface LinkedFaces {
  faces: readonly VectorRow[];
  points: Points;
  linkage: Linkage;
}

const nothing: LinkedFaces = {
  faces: [],
  points: { vectors: new Float32Array(0), dimension, groups: [] },
  linkage: { merges: [], poor: [] },
};

/**
 * Keeps the dendrogram of a model's vectors. Linking takes seconds for thousands of faces, so it is done once
 * for any number of cuts, and again only after faces were added.
 */
export class Clusters {
  readonly #db: ReadableDb;
  readonly #modelId: string;
  readonly #end = new AbortController();
  #faces: VectorRow[] | null = null;
  #linked = nothing;
  #linking: Promise<void> | null = null;
  #linkMilliseconds = 0;

  constructor(db: ReadableDb, modelId: string) {
    this.#db = db;
    this.#modelId = modelId;
  }

  /** Takes in faces that were stored since. */
  refresh(): void {
    const added = listVectors(this.#db, this.#modelId, this.#faces?.at(-1)?.faceId ?? 0);
    if (this.#faces === null) this.#faces = added;
    else for (const face of added) this.#faces.push(face);
  }

  /** How long linking took the last time. */
  get linkMilliseconds(): number {
    return this.#linkMilliseconds;
  }

  /**
   * The dendrogram over all faces known when it was asked for.
   * @throws AbortError where the signal ends the wait, or where the clusters were closed
   */
  async linked(signal?: AbortSignal): Promise<LinkedFaces> {
    if (this.#faces === null) this.refresh();
    const wanted = this.#faces!.length;
    while (this.#linked.faces.length < wanted) {
      this.#linking ??= this.#link().finally(() => (this.#linking = null));
      await (signal ? unlessAborted(this.#linking, signal) : this.#linking);
    }
    return this.#linked;
  }

  /** Ends linking that is under way. */
  close(): void {
    this.#end.abort();
  }

  async #link(): Promise<void> {
    const started = performance.now();
    const faces = [...this.#faces!];
    const vectors = new Float32Array(faces.length * dimension);
    faces.forEach(({ vector }, i) => vectors.set(vector, i * dimension));
    const groups = Float64Array.from(faces, (face) => face.photoId);
    const poor = Uint8Array.from(faces, ({ quality }) => (isPoor(quality) ? 1 : 0));
    const points = { vectors, dimension, groups, poor };
    this.#linked = { faces, points, linkage: await linkInThread(points, this.#end.signal) };
    this.#linkMilliseconds = performance.now() - started;
  }
}

/** The faces of each cluster at a distance, and the poor ones that are in none [Note: Poor faces]. */
export function clustersAt(
  { faces, points, linkage }: LinkedFaces,
  distance: number,
): { clusters: VectorRow[][]; leftOut: VectorRow[] } {
  const { clusters, leftOut } = cutLinkage(points, linkage, distance);
  return {
    clusters: clusters.map((members) => members.map((i) => faces[i])),
    leftOut: leftOut.map((i) => faces[i]),
  };
}
