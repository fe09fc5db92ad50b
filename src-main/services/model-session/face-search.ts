import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as nextRound } from 'node:timers/promises';
import { neighboursKept } from '../../clustering/neighbour-graph.ts';
import { embeddingDimension as dimension } from '../../common/vectors.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { photosOfFaces } from '../../db/faces.ts';
import type { ReadableDb } from '../../db/open.ts';
import { countVectors, getVector, getVectors, listVectors } from '../../db/vectors.ts';
import { FaceIndex, type IndexedVector, type Neighbour } from '../../search/face-index.ts';

/** Faces added to the index in about a tenth of a second. */
const facesPerRound = 150;
/** Faces of a saved index that are held against the database. */
const facesCompared = 100;
/** Faces read at a time. */
const facesPerPage = 1000;

/** The nearest faces of a library, kept in step with the vectors in its database. */
export class FaceSearch {
  readonly #db: ReadableDb;
  readonly #modelId: string;
  readonly #file: string | null;
  #index: FaceIndex | null = null;
  #savedSize = -1;

  /** @param file where the index is kept between starts; it may be missing, damaged or behind. Null: nowhere. */
  constructor(db: ReadableDb, modelId: string, file: string | null = null) {
    this.#db = db;
    this.#modelId = modelId;
    this.#file = file;
  }

  /**
   * Nearest faces to one, itself left out, nearest first.
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
    return near.map((neighbour) => ({ ...neighbour, photoId: photos.get(neighbour.faceId)! }));
  }

  /** Makes sure that all faces up to one are in the index: one that was not kept is made again. */
  catchUpTo(lastFaceId: number): void {
    const index = (this.#index ??= this.#load());
    while (index.lastFaceId < lastFaceId) {
      const page = listVectors(this.#db, this.#modelId, index.lastFaceId, facesPerPage);
      for (const face of page) if (face.faceId <= lastFaceId) index.add(face);
      if ((page.at(-1)?.faceId ?? Infinity) >= lastFaceId) return;
    }
  }

  /**
   * The nearest faces to one, itself left out, nearest first. A face that is new to the index is added: faces have
   * to come in the order of their ids.
   */
  take({ faceId, vector }: IndexedVector): Neighbour[] {
    const index = (this.#index ??= this.#load());
    const near = index.search(vector, neighboursKept + 1).filter((other) => other.faceId !== faceId);
    if (faceId > index.lastFaceId) index.add({ faceId, vector });
    return near;
  }

  /**
   * Whether what was saved are faces and vectors of the database; where not, the index is built anew.
   * @param faces that its seal speaks of
   */
  isSound(faces: number): boolean {
    this.#index ??= this.#load();
    return this.#savedSize === faces;
  }

  /** Takes in faces stored since. */
  catchUp(): FaceIndex {
    const index = (this.#index ??= this.#load());
    for (const face of listVectors(this.#db, this.#modelId, index.lastFaceId)) index.add(face);
    return index;
  }

  /** The same, a few faces at a time, so that other work gets its turn. */
  async catchUpInRounds(): Promise<void> {
    const index = (this.#index ??= this.#load());
    for (;;) {
      const faces = listVectors(this.#db, this.#modelId, index.lastFaceId, facesPerRound);
      for (const face of faces) index.add(face);
      if (faces.length < facesPerRound || index !== this.#index) return;
      await nextRound();
    }
  }

  /**
   * Gives the index up, in memory and on the disk, for one that is made anew: no vector can be taken out of it. What is
   * asked meanwhile waits for it.
   */
  startAnew(): void {
    this.#index = FaceIndex.create({ modelId: this.#modelId, dimension });
    this.#savedSize = -1;
    if (this.#file !== null) FaceIndex.remove(this.#file);
  }

  /**
   * Keeps the index for the next start, where it has changed. It is only a cache: where it cannot be written,
   * the next start builds it anew.
   */
  save(): void {
    if (this.#file === null) return;
    const index = this.catchUp();
    if (index.size === this.#savedSize) return;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      index.save(this.#file);
      this.#savedSize = index.size;
    } catch (error) {
      console.error(`the face index could not be kept: ${(error as Error).message}`);
    }
  }

  /** Whether the index has the vectors of the database, as far as some of its faces tell. */
  #agrees(index: FaceIndex): boolean {
    const step = Math.max(1, Math.floor(index.size / facesCompared));
    const sample = [...index.sample(step)];
    const ids = sample.map(({ faceId }) => faceId);
    const stored = new Map(
      getVectors(this.#db, this.#modelId, ids).map(({ faceId, vector }) => [faceId, vector]),
    );
    return sample.every(({ faceId, vector }) => isSame(vector, stored.get(faceId)));
  }

  /** An index that holds other faces than the database is given up for an empty one. */
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
