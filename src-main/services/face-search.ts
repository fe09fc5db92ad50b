import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as nextRound } from 'node:timers/promises';
import { embeddingDimension as dimension } from '../common/vectors.ts';
import { FamiliarError } from '../contract/errors.ts';
import { photosOfFaces } from '../db/faces.ts';
import type { ReadableDb } from '../db/open.ts';
import { countVectors, getVector, listVectors } from '../db/vectors.ts';
import { FaceIndex } from '../search/face-index.ts';

/** Faces added to the index in about a tenth of a second. */
const facesPerRound = 150;

/** The nearest faces of a library, kept in step with the vectors in its database. */
export class FaceSearch {
  readonly #db: ReadableDb;
  readonly #modelId: string;
  readonly #file: string;
  #index: FaceIndex | null = null;
  #savedSize = -1;

  /** @param file where the index is kept between starts; it may be missing, damaged or behind */
  constructor(db: ReadableDb, modelId: string, file: string) {
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

  /** Takes in faces stored since. */
  catchUp(): FaceIndex {
    const index = (this.#index ??= this.#load());
    for (const face of listVectors(this.#db, this.#modelId, index.lastFaceId)) index.add(face);
    return index;
  }

  /** The same, a few faces at a time, so that other work gets its turn. */
  async catchUpInRounds(): Promise<void> {
    const index = (this.#index ??= this.#load());
    const faces = listVectors(this.#db, this.#modelId, index.lastFaceId);
    for (const [i, face] of faces.entries()) {
      index.add(face);
      if (i % facesPerRound === facesPerRound - 1) await nextRound();
    }
  }

  /**
   * Keeps the index for the next start, where it has changed. It is only a cache: where it cannot be written,
   * the next start builds it anew.
   */
  save(): void {
    const index = this.catchUp();
    if (index.size === this.#savedSize) return;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      index.save(this.#file);
      this.#savedSize = index.size;
    } catch (error) {
      console.error('the face index could not be kept:', error);
    }
  }

  /** An index that holds other faces than the database is given up for an empty one. */
  #load(): FaceIndex {
    const identity = { modelId: this.#modelId, dimension };
    const index = FaceIndex.load(this.#file, identity);
    const isCurrent = index.size === countVectors(this.#db, this.#modelId, index.lastFaceId);
    this.#savedSize = isCurrent ? index.size : -1;
    return isCurrent ? index : FaceIndex.create(identity);
  }
}
