import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import hnswlib from 'hnswlib-node';
import { numberAt } from '../common/typed-arrays.ts';
import { checksumOfFile } from '../common/checksum.ts';

/** Identity of an index, which prevents the use of another model's or set's index. */
export interface IndexIdentity {
  modelId: string;
  dimension: number;
}

/** A face near a query. */
export interface Neighbour {
  faceId: number;
  /** Euclidean L2, 0 to 2. */
  distance: number;
}

/** A face's vector as stored in the database. */
export interface IndexedVector {
  faceId: number;
  vector: Float32Array;
}

/** Links per node, and candidates during construction and search (Malkov and Yashunin 2018). */
const links = 16;
const candidatesWhileBuilding = 200;
const candidatesWhileSearching = 100;
const seed = 7;

interface Seal extends IndexIdentity {
  faces: number;
  lastFaceId: number;
  sha256: string;
}

/**
 * Approximate nearest neighbours of faces (HNSW). The index is a cache of the vectors in SQLite: if it is
 * missing, damaged, outdated or of another model, it is rebuilt from them. The file is sealed with its
 * checksum, since a damaged index can end the process that reads it.
 */
export class FaceIndex {
  readonly #identity: IndexIdentity;
  #graph: hnswlib.HierarchicalNSW;
  #lastFaceId = 0;
  #capacity = 0;

  private constructor(identity: IndexIdentity) {
    this.#identity = identity;
    this.#graph = new hnswlib.HierarchicalNSW('l2', identity.dimension);
  }

  /** Creates an empty index in memory. */
  static create(identity: IndexIdentity): FaceIndex {
    const index = new FaceIndex(identity);
    index.#capacity = 1024;
    index.#graph.initIndex(index.#capacity, links, candidatesWhileBuilding, seed);
    index.#graph.setEf(candidatesWhileSearching);
    return index;
  }

  /**
   * Reads a saved index, or creates an empty one if none can be trusted.
   * @param file path of the index; its seal is beside it
   */
  static load(file: string, identity: IndexIdentity): FaceIndex {
    const seal = readSeal(file, identity);
    if (!seal) return FaceIndex.create(identity);
    const index = new FaceIndex(identity);
    try {
      index.#graph.readIndexSync(file);
    } catch {
      // The seal is valid, but the sealed file is not an index.
      return FaceIndex.create(identity);
    }
    index.#graph.setEf(candidatesWhileSearching);
    index.#capacity = index.#graph.getMaxElements();
    index.#lastFaceId = seal.lastFaceId;
    return index;
  }

  /** Deletes a saved index. */
  static remove(file: string): void {
    for (const part of [file, `${file}.json`]) rmSync(part, { force: true });
  }

  get size(): number {
    return this.#graph.getCurrentCount();
  }

  /** Highest face id in the index; faces are added in ascending order. */
  get lastFaceId(): number {
    return this.#lastFaceId;
  }

  /** Every `step`th face in the index, with its vector. */
  *sample(step: number): Generator<IndexedVector> {
    const faceIds = this.#graph.getIdsList();
    for (let i = 0; i < faceIds.length; i += step) {
      yield {
        faceId: numberAt(faceIds, i),
        vector: Float32Array.from(this.#graph.getPoint(numberAt(faceIds, i))),
      };
    }
  }

  add({ faceId, vector }: IndexedVector): void {
    if (this.size === this.#capacity) {
      this.#capacity *= 2;
      this.#graph.resizeIndex(this.#capacity);
    }
    this.#graph.addPoint(Array.from(vector), faceId);
    this.#lastFaceId = Math.max(this.#lastFaceId, faceId);
  }

  /** The nearest faces, nearest first; fewer if the index has fewer. */
  search(vector: Float32Array, count: number): Neighbour[] {
    const k = Math.min(count, this.size);
    if (k === 0) return [];
    const { neighbors, distances } = this.#graph.searchKnn(Array.from(vector), k);
    return neighbors.map((faceId, i) => ({
      faceId,
      distance: Math.sqrt(Math.max(0, numberAt(distances, i))),
    }));
  }

  /**
   * Writes the index and its seal. After a crash in between the two do not match, and the index is rebuilt.
   */
  save(file: string): void {
    const draft = `${file}.new`;
    this.#graph.writeIndexSync(draft);
    const seal: Seal = {
      ...this.#identity,
      faces: this.size,
      lastFaceId: this.#lastFaceId,
      sha256: checksumOfFile(draft),
    };
    writeFileSync(`${draft}.json`, JSON.stringify(seal));
    renameSync(draft, file);
    renameSync(`${draft}.json`, `${file}.json`);
  }
}

export type IndexHealth = 'good' | 'missing' | 'damaged' | 'of another model';

/** Checks a saved index, and counts its faces. */
export function inspectIndex(file: string, identity: IndexIdentity): { health: IndexHealth; faces: number } {
  if (!existsSync(file) || !existsSync(`${file}.json`)) return { health: 'missing', faces: 0 };
  try {
    const seal = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Seal;
    if (seal.modelId !== identity.modelId || seal.dimension !== identity.dimension) {
      return { health: 'of another model', faces: 0 };
    }
    if (seal.sha256 !== checksumOfFile(file)) return { health: 'damaged', faces: 0 };
    return { health: 'good', faces: seal.faces };
  } catch {
    return { health: 'damaged', faces: 0 };
  }
}

function readSeal(file: string, identity: IndexIdentity): Seal | null {
  if (inspectIndex(file, identity).health !== 'good') return null;
  return JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Seal;
}
