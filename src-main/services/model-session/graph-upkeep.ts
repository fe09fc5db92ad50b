import { setImmediate as nextRound } from 'node:timers/promises';
import { elementAt } from '../../common/elements.ts';
import { type GraphRows, NeighbourGraph, neighboursKept, nobody } from '../../clustering/neighbour-graph.ts';
import { findNeighbours } from '../../clustering/neighbour-threads.ts';
import { VectorSet } from '../../clustering/vector-set.ts';
import { youngOf } from '../../clustering/youth.ts';
import { embeddingDimension } from '../../common/vectors.ts';
import type { ReadableDb } from '../../db/open.ts';
import { countVectors, lastVectorFace, listBareVectors, listVectors } from '../../db/vectors.ts';
import { deleted, type FaceColumns } from './face-table.ts';

/** Faces read before other work gets its turn. */
const facesPerPage = 1000;

/**
 * Keeps the neighbour graph of a model's vectors exact: the row of each face holds its nearest faces among all
 * that the library has [Note: Exact neighbours].
 */
export class GraphUpkeep {
  readonly #db: ReadableDb;
  readonly #modelId: string;
  readonly graph: NeighbourGraph;
  /** Number of points whose rows have been filled. */
  #filled: number;
  /** Points whose rows were emptied since one of their neighbours was deleted. */
  readonly #emptied = new Set<number>();
  #mayHoldDeleted = true;

  /** @param rows of an earlier graph of the same faces */
  constructor(db: ReadableDb, modelId: string, rows?: GraphRows) {
    this.#db = db;
    this.#modelId = modelId;
    this.graph = new NeighbourGraph(rows);
    this.#filled = this.graph.size;
  }

  /** Notes that faces were deleted. */
  forget(): void {
    this.#mayHoldDeleted = true;
  }

  /**
   * Takes in the faces that the library has, and lets go of those that were deleted. After a failure the next
   * update does what is left.
   * @param faces receives new faces
   * @param changed receives the points whose edges have changed
   * @throws AbortError if the signal is aborted
   */
  async update(faces: FaceColumns, changed: Set<number>, signal: AbortSignal): Promise<void> {
    const { graph } = this;
    this.#emptyRows(faces, changed);
    const last = lastVectorFace(this.#db, this.#modelId);
    if (last <= faces.lastFaceId && faces.size === this.#filled && this.#emptied.size === 0) return;
    const set = await this.#readFaces(faces, last, changed, signal);
    graph.extend(faces.size);
    const isSought = (point: number) => point >= this.#filled || this.#emptied.has(point);
    const touched = await findNeighbours(set, graph.rows, isSought, signal);
    for (let point = 0; point < touched.length; point++) if (touched[point]) changed.add(point);
    this.#filled = faces.size;
    this.#emptied.clear();
  }

  /** Empties the rows that hold deleted faces: others take their places. */
  #emptyRows(faces: FaceColumns, changed: Set<number>): void {
    if (!this.#mayHoldDeleted) return;
    this.#mayHoldDeleted = false;
    const { dismissed } = faces.columns;
    if (faces.kept === faces.size) return;
    const { neighbours } = this.graph.rows;
    for (let point = 0; point < this.#filled; point++) {
      if (dismissed[point] === deleted) continue;
      const row = neighbours.subarray(point * neighboursKept, (point + 1) * neighboursKept);
      if (!row.some((other) => other !== nobody && dismissed[other] === deleted)) continue;
      for (const other of row) if (other !== nobody) changed.add(other);
      changed.add(point);
      this.graph.clear(point);
      this.#emptied.add(point);
    }
  }

  /**
   * @param last highest id of a face to read
   * @returns the vectors of all faces
   */
  async #readFaces(
    faces: FaceColumns,
    last: number,
    changed: Set<number>,
    signal: AbortSignal,
  ): Promise<VectorSet> {
    const set = new VectorSet(countVectors(this.#db, this.#modelId, last), embeddingDimension);
    const known = faces.lastFaceId;
    for (let after = 0; after < known;) {
      const page = listBareVectors(this.#db, this.#modelId, { after, upTo: known, limit: facesPerPage });
      for (const { faceId, vector } of page) {
        const point = faces.pointOf(faceId);
        if (point >= 0 && set.size < set.capacity) set.add(point, vector, faces.isInFilm(point));
      }
      after = page.length < facesPerPage ? known : elementAt(page, page.length - 1).faceId;
      await turn(signal);
    }
    while (faces.lastFaceId < last) {
      const page = listVectors(this.#db, this.#modelId, faces.lastFaceId, facesPerPage);
      for (const face of page) {
        if (face.faceId > last || set.size === set.capacity) continue;
        changed.add(faces.size);
        set.add(faces.size, face.vector, face.inFilm === 1);
        faces.add(face, youngOf(this.#modelId, face.vector));
      }
      if (page.length < facesPerPage) break;
      await turn(signal);
    }
    return set;
  }
}

async function turn(signal: AbortSignal): Promise<void> {
  await nextRound();
  signal.throwIfAborted();
}
