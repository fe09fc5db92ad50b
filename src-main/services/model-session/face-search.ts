import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as nextRound } from 'node:timers/promises';
import { required } from '../../common/elements.ts';
import { embeddingDimension as dimension } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { photosOfFaces } from '../../db/faces.ts';
import type { ReadableDb } from '../../db/open.ts';
import { countVectors, getVector, getVectors, listVectors } from '../../db/vectors.ts';
import { log } from '../../logging/log.ts';
import { FaceIndex } from '../../vector-index/face-index.ts';

/** Faces added per round, about a tenth of a second. */
const facesPerRound = 150;
/** Faces added before the index is saved, in less than a second. */
const facesAddedAtEnd = 1000;
/** Sample of a saved index that is compared with the database. */
const facesCompared = 100;

/** Nearest-face search over a library, kept up to date with the vectors in its database. */
export class FaceSearch {
  readonly #db: ReadableDb;
  readonly #modelId: string;
  readonly #file: string | null;
  #index: FaceIndex | null = null;
  #savedSize = -1;
  #isStopped = false;

  /**
   * @param file cache of the index between starts; it may be missing, damaged or behind. Null for no cache.
   */
  constructor(db: ReadableDb, modelId: string, file: string | null = null) {
    this.#db = db;
    this.#modelId = modelId;
    this.#file = file;
  }

  /**
   * Nearest faces to a stored face, without itself, nearest first.
   * @throws FamiliarError `not-found`
   */
  neighbours(faceId: number, count: number): { faceId: number; photoId: number; distance: number }[] {
    const vector = getVector(this.#db, this.#modelId, faceId);
    if (!vector) throw new FamiliarError('not-found', `there is no face ${faceId}`);
    const near = this.catchUp()
      .search(vector, count + 1)
      .filter((neighbour) => neighbour.faceId !== faceId)
      .slice(0, count);
    const photos = photosOfFaces(
      this.#db,
      near.map((neighbour) => neighbour.faceId),
    );
    return near.map((neighbour) => ({ ...neighbour, photoId: required(photos.get(neighbour.faceId)) }));
  }

  /**
   * True if the saved index holds the faces and vectors of the database; otherwise the index is built anew.
   * @param faces number of faces that the index's seal states
   */
  isSound(faces: number): boolean {
    this.#index ??= this.#load();
    return this.#savedSize === faces;
  }

  /** Adds faces stored since the last call. */
  catchUp(): FaceIndex {
    const index = (this.#index ??= this.#load());
    for (const face of listVectors(this.#db, this.#modelId, index.lastFaceId)) index.add(face);
    return index;
  }

  /** The same in rounds of a few faces, so that other work gets its turn, until it is stopped. */
  async catchUpInRounds(): Promise<void> {
    const index = (this.#index ??= this.#load());
    for (;;) {
      const faces = listVectors(this.#db, this.#modelId, index.lastFaceId, facesPerRound);
      for (const face of faces) index.add(face);
      if (faces.length < facesPerRound || index !== this.#index || this.#isStopped) return;
      await nextRound();
    }
  }

  /**
   * Discards the index in memory and on disk; it is built anew, since vectors cannot be removed from it. Queries
   * meanwhile wait.
   */
  startAnew(): void {
    this.#index = FaceIndex.create({ modelId: this.#modelId, dimension });
    this.#savedSize = -1;
    if (this.#file !== null) FaceIndex.remove(this.#file);
  }

  /** Ends {@link catchUpInRounds}; the next start adds the faces that are missing. */
  stop(): void {
    this.#isStopped = true;
  }

  /** True if no index was loaded, or the cache file holds the same faces. */
  get isKept(): boolean {
    return this.#index === null || this.#file === null || this.#index.size === this.#savedSize;
  }

  /**
   * Adds faces that are missing, if they are few, and writes a changed index to its cache file. If the file cannot be
   * written, the next start builds the index anew.
   */
  save(): void {
    if (this.#file === null) return;
    const stored = countVectors(this.#db, this.#modelId);
    if (this.#index === null && stored > facesAddedAtEnd) return;
    const index = (this.#index ??= this.#load());
    if (stored - index.size <= facesAddedAtEnd) this.catchUp();
    if (index.size === this.#savedSize) return;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      index.save(this.#file);
      this.#savedSize = index.size;
    } catch (error) {
      log.warn('the face index could not be kept', { error });
    }
  }

  /** True if a sample of the index agrees with the database. */
  #agrees(index: FaceIndex): boolean {
    const step = Math.max(1, Math.floor(index.size / facesCompared));
    const sample = [...index.sample(step)];
    const ids = sample.map(({ faceId }) => faceId);
    const stored = new Map(
      getVectors(this.#db, this.#modelId, ids).map(({ faceId, vector }) => [faceId, vector]),
    );
    return sample.every(({ faceId, vector }) => isSame(vector, stored.get(faceId)));
  }

  /** Loads the cached index. One that holds other faces than the database is replaced by an empty one. */
  #load(): FaceIndex {
    const identity = { modelId: this.#modelId, dimension };
    if (this.#file === null) return FaceIndex.create(identity);
    const index = FaceIndex.load(this.#file, identity);
    const isCurrent =
      index.size === countVectors(this.#db, this.#modelId, index.lastFaceId) && this.#agrees(index);
    this.#savedSize = isCurrent ? index.size : -1;
    return isCurrent ? index : FaceIndex.create(identity);
  }
}

const isSame = (a: Float32Array, b: Float32Array | undefined): boolean =>
  b !== undefined && a.every((value, i) => value === b[i]);
