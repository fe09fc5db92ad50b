import { uint32At, uint8At } from '../../common/typed-arrays.ts';
import type { PointFacts } from '../../clustering/linkage-input.ts';
import { type LeftOutReason, leftOutReason } from '../../contract/models.ts';
import type { VectorRow } from '../../db/vectors.ts';
import { isLowQuality } from '../../faces/quality.ts';

/** Facts about each face, held in memory while a library is open. Point n of the clustering is the nth face by id. */
export interface Columns {
  size: number;
  faceIds: Uint32Array;
  photos: Uint32Array;
  /** See {@link VectorRow}. */
  prominence: Float32Array;
  /** Index into `leftOutReason.options`, from 1; 0 where no reason is known. */
  weakness: Uint8Array;
  lowQuality: Uint8Array;
  /** Row of `people` that the user labelled the face with; 0 for none. */
  people: Int32Array;
  /** 1 where the user dismissed the face, {@link deleted} where it was deleted from the library. */
  dismissed: Uint8Array;
  /** Likelihood of a small child, in 255ths [Note: Small children]. */
  young: Uint8Array;
}

/** A deleted face keeps its point, so that no other point changes its number. */
export const deleted = 2;

const names = [
  'faceIds',
  'photos',
  'prominence',
  'weakness',
  'lowQuality',
  'people',
  'dismissed',
  'young',
] as const;

/** About thirty bytes a face, in shared memory, so that a worker thread reads them in place. */
export class FaceColumns {
  #columns: Columns = emptyColumns(0);
  /** Count during which a photo was last seen, by photo. */
  #metIn = new Uint32Array(0);
  #count = 0;

  constructor(stored?: Columns) {
    if (!stored) return;
    this.#columns = emptyColumns(stored.size);
    this.#columns.size = stored.size;
    for (const name of names) this.#columns[name].set(stored[name].subarray(0, stored.size));
  }

  get columns(): Readonly<Columns> {
    return this.#columns;
  }

  get size(): number {
    return this.#columns.size;
  }

  /** Number of faces that the library still holds. */
  get kept(): number {
    const { dismissed, size } = this.#columns;
    let kept = 0;
    for (let point = 0; point < size; point++) if (dismissed[point] !== deleted) kept++;
    return kept;
  }

  get lastFaceId(): number {
    return this.size === 0 ? 0 : uint32At(this.#columns.faceIds, this.size - 1);
  }

  /** Facts about each point that clustering needs. */
  get facts(): PointFacts {
    const { size, photos, lowQuality, people, dismissed, young } = this.#columns;
    return {
      photos: photos.subarray(0, size),
      lowQuality: lowQuality.subarray(0, size),
      people: people.subarray(0, size),
      dismissed: dismissed.subarray(0, size),
      young: young.subarray(0, size),
    };
  }

  /**
   * @param face of a higher id than those before
   * @param young in 255ths
   */
  add(
    { faceId, photoId, prominence, quality, weakness, inFilm }: Omit<VectorRow, 'vector'>,
    young = 0,
  ): void {
    const at = this.size;
    if (at === this.#columns.faceIds.length) this.#grow();
    const columns = this.#columns;
    columns.faceIds[at] = faceId;
    columns.photos[at] = photoId;
    columns.prominence[at] = prominence;
    const why = inFilm ? 'in-film' : weakness;
    columns.weakness[at] = why === null ? 0 : leftOutReason.options.indexOf(why) + 1;
    // See [Note: Faces of films].
    columns.lowQuality[at] = inFilm || isLowQuality(quality) ? 1 : 0;
    columns.young[at] = young;
    columns.size++;
  }

  /**
   * Number of distinct photos of some points. A `Set` would take ten times as long for people of thousands of faces.
   */
  countPhotos(points: Iterable<number>): number {
    const { photos } = this.#columns;
    this.#count++;
    let different = 0;
    for (const point of points) {
      const photo = uint32At(photos, point);
      if (photo >= this.#metIn.length) this.#growMet(photo);
      if (this.#metIn[photo] === this.#count) continue;
      this.#metIn[photo] = this.#count;
      different++;
    }
    return different;
  }

  /**
   * [Note: Faces of films] A face of a film joins the people of photos, and starts none. It has the weight of a low-quality
   * face, so that it has no edge to another, and it is in the row of no face: the many alike faces of films would otherwise
   * take the places of photos among a face's neighbours.
   */
  isInFilm(point: number): boolean {
    return this.weaknessOf(point) === 'in-film';
  }

  weaknessOf(point: number): LeftOutReason | null {
    return leftOutReason.options[uint8At(this.#columns.weakness, point) - 1] ?? null;
  }

  /** The point of a face; -1 where there is none. */
  pointOf(faceId: number): number {
    const { faceIds } = this.#columns;
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (uint32At(faceIds, middle) < faceId) low = middle + 1;
      else high = middle;
    }
    return low < this.size && faceIds[low] === faceId ? low : -1;
  }

  #growMet(photo: number): void {
    const old = this.#metIn;
    this.#metIn = new Uint32Array(2 * (photo + 1));
    this.#metIn.set(old);
  }

  #grow(): void {
    const old = this.#columns;
    this.#columns = emptyColumns(Math.max(1024, 2 * old.size));
    this.#columns.size = old.size;
    for (const name of names) this.#columns[name].set(old[name]);
  }
}

function emptyColumns(capacity: number): Columns {
  const bytes = (each: number) => new SharedArrayBuffer(each * capacity);
  return {
    size: 0,
    faceIds: new Uint32Array(bytes(4)),
    photos: new Uint32Array(bytes(4)),
    prominence: new Float32Array(bytes(4)),
    weakness: new Uint8Array(bytes(1)),
    lowQuality: new Uint8Array(bytes(1)),
    people: new Int32Array(bytes(4)),
    dismissed: new Uint8Array(bytes(1)),
    young: new Uint8Array(bytes(1)),
  };
}
