import { setImmediate as nextRound } from 'node:timers/promises';
import { findBestCut } from '../../clustering/best-cut.ts';
import type { Dendrogram } from '../../clustering/dendrogram.ts';
import { emptyLinkage, type Linkage, updateLinkage } from '../../clustering/linkage.ts';
import { type Measure, tunedBetween } from '../../clustering/measure.ts';
import { type GraphRows, NeighbourGraph, neighboursKept } from '../../clustering/neighbour-graph.ts';
import { relinkInThread } from '../../clustering/relink-thread.ts';
import type { LinkageInput } from '../../clustering/linkage-input.ts';
import { youngOf } from '../../clustering/youth.ts';
import { unlessAborted } from '../../common/abort.ts';
import { listApart, listRejections } from '../../db/corrections.ts';
import { listUncounted } from '../../db/counted.ts';
import { listLabels } from '../../db/labels.ts';
import type { ReadableDb } from '../../db/open.ts';
import { countVectors, listVectorFaces, listVectors } from '../../db/vectors.ts';
import { measureOf } from './active-model.ts';
import { keep, recall } from './cluster-cache.ts';
import { type Columns, deleted, FaceColumns } from './face-table.ts';
import { FaceSearch } from './face-search.ts';

/** The faces of a library, and how they are linked. */
export interface LinkedFaces {
  faces: FaceColumns;
  dendrogram: Dendrogram;
}

/** What distance suits a library [Note: The library tunes itself]. */
export interface Tuned {
  modelId: string;
  /** Null where there are too few faces to tell. */
  distance: number | null;
  linked: LinkedFaces;
}

/** Two files: the groups are small, and read at once; the graph is read when a face comes or a word is said. */
export interface ClusterFiles {
  groups: string;
  graph: string;
}

type Apart = readonly (readonly [number, number])[];

/** Faces read at a time, and taken in before other work gets its turn. */
const facesPerPage = 1000;
const facesPerRound = 50;
/** Up to here linking takes a fraction of a second; a larger library is linked on a thread. */
const facesLinkedHere = 20_000;
/** Once a larger library has grown by this factor, all of it is linked anew. */
const freshFor = 1.05;
/** In a larger library, faces of a tree for each new one that it takes without being gone through [Note: Grafts]. */
const steadiness = 64;

interface StoredGroups {
  format: number;
  measure: Measure;
  columns: Columns;
  linkage: Linkage;
  apart: Apart;
  facesAtRefresh: number;
}
const format = 6;

/**
 * Keeps the dendrogram of a model's vectors in step with the library: with the faces stored, and with what the
 * user said of them. A change links again only the trees that it touches.
 */
export class Clusters {
  readonly #db: ReadableDb;
  readonly modelId: string;
  readonly #search: FaceSearch;
  readonly #files: ClusterFiles | null;
  readonly #measure: Measure;
  readonly #end = new AbortController();
  #faces = new FaceColumns();
  #graph: NeighbourGraph | null = null;
  #linkage = emptyLinkage;
  #apart: Apart = [];
  /** Faces there were when all were last linked anew. */
  #facesAtRefresh = 0;
  #isLoaded = false;
  /** {@link stateOf} the database that the groups know of. */
  #state = '';
  #isKept = true;
  /** Points that have been linked. */
  #linkedSize = 0;
  /** Points there were when the library was last asked what distance suits it. */
  #tunedSize = 0;
  /** Points that are not linked as they stand: those of an update that failed are linked by the next. */
  readonly #changed = new Set<number>();
  #updating: Promise<void> | null = null;
  #linkMilliseconds = 0;

  readonly #tuned: ((tuned: Tuned) => void) | undefined;

  /**
   * @param files where groups are kept between starts; null where they are not
   * @param tuned is told what distance suits the library, whenever it may have changed
   */
  constructor(
    db: ReadableDb,
    modelId: string,
    search = new FaceSearch(db, modelId),
    files: ClusterFiles | null = null,
    tuned?: (tuned: Tuned) => void,
  ) {
    this.#tuned = tuned;
    this.#db = db;
    this.modelId = modelId;
    this.#search = search;
    this.#files = files;
    this.#measure = measureOf(db, modelId);
  }

  /** How long linking took the last time. */
  get linkMilliseconds(): number {
    return this.#linkMilliseconds;
  }

  /**
   * The dendrogram over all that was known when it was asked for.
   * @throws AbortError where the signal ends the wait, or where the clusters were closed
   */
  async linked(signal?: AbortSignal): Promise<LinkedFaces> {
    const wait = (update: Promise<void>) => (signal ? unlessAborted(update, signal) : update);
    if (this.#updating) await wait(this.#updating);
    if (this.#state !== stateOf(this.#db)) {
      await wait((this.#updating ??= this.#update().finally(() => (this.#updating = null))));
    }
    return { faces: this.#faces, dendrogram: this.#linkage.dendrogram };
  }

  /** Keeps the groups for the next start, where they have changed. */
  save(): void {
    if (this.#files === null || this.#isKept || this.#updating || !this.#graph) return;
    if (this.#changed.size > 0) return;
    const { columns } = this.#faces;
    const { rows } = this.#graph;
    const groups: StoredGroups = {
      format,
      measure: this.#measure,
      columns: trimmed(columns, columns.faceIds.length),
      linkage: this.#linkage,
      apart: this.#apart,
      facesAtRefresh: this.#facesAtRefresh,
    };
    keep(this.#files.graph, trimmed(rows, rows.neighbours.length / neighboursKept));
    keep(this.#files.groups, groups);
    this.#isKept = true;
  }

  /** Lets go of faces that were deleted, which have been out of sight before. */
  forget(faceIds: readonly number[]): void {
    for (const faceId of faceIds) {
      const point = this.#faces.pointOf(faceId);
      if (point >= 0) this.#faces.columns.dismissed[point] = deleted;
    }
    this.#isKept = false;
  }

  /** Ends an update that is under way. */
  close(): void {
    this.#end.abort();
  }

  async #update(): Promise<void> {
    const started = performance.now();
    const state = stateOf(this.#db);
    if (!this.#isLoaded) this.#load();
    this.#isLoaded = true;
    this.#takeCorrections();
    if (this.#changed.size > 0 || this.#hasNewFaces()) this.#needGraph();
    await this.#takeFaces();
    this.#takeCorrections();
    if (this.#changed.size > 0 && !this.#graph) {
      // Something was said just now, where nothing had been new.
      this.#needGraph();
      await this.#takeFaces();
      this.#takeCorrections();
    }
    if (this.#changed.size > 0) {
      const isAnew = this.#refresh();
      await this.#link();
      if (isAnew && this.#faces.size !== this.#tunedSize) await this.#tune();
      this.#linkMilliseconds = performance.now() - started;
    }
    this.#state = state;
  }

  /** @returns whether everything is to be linked; a small library has no grafts to undo */
  #refresh(): boolean {
    const { size } = this.#faces;
    if (size <= facesLinkedHere) return true;
    if (size <= freshFor * this.#facesAtRefresh) return false;
    this.#facesAtRefresh = size;
    this.#linkage = emptyLinkage;
    for (let point = 0; point < size; point++) this.#changed.add(point);
    return true;
  }

  /** Tells what distance suits the library as it is linked now. */
  async #tune(): Promise<void> {
    if (!this.#tuned) return;
    this.#tunedSize = this.#faces.size;
    await nextRound();
    const input = this.#linkageInput();
    const cut = findBestCut(input, this.#linkage.dendrogram, tunedBetween(this.#measure));
    this.#tuned({
      modelId: this.modelId,
      distance: cut,
      linked: { faces: this.#faces, dendrogram: this.#linkage.dendrogram },
    });
  }

  #linkageInput(): LinkageInput {
    return { rows: this.#graph!.rows, facts: this.#faces.facts, apart: this.#apart, measure: this.#measure };
  }

  async #link(): Promise<void> {
    const { facts, size } = this.#faces;
    const input = this.#linkageInput();
    const changed = this.#changed;
    if (size <= facesLinkedHere) this.#linkage = updateLinkage(input, this.#linkage, [...changed]);
    else {
      const isGrowth = [...changed].every((point) => point >= this.#linkedSize && facts.people[point] === 0);
      this.#linkage = await relinkInThread(input, this.#linkage, changed, {
        steadiness: isGrowth ? steadiness : Infinity,
        signal: this.#end.signal,
      });
    }
    this.#linkedSize = size;
    this.#changed.clear();
    this.#isKept = false;
  }

  async #takeFaces(): Promise<void> {
    for (;;) {
      const page = listVectors(this.#db, this.modelId, this.#faces.lastFaceId, facesPerPage);
      if (page.length > 0) this.#search.catchUpTo(this.#faces.lastFaceId);
      for (const [i, face] of page.entries()) {
        const near = this.#search.take(face).flatMap(({ faceId, distance }) => {
          const point = this.#faces.pointOf(faceId);
          return point < 0 ? [] : [{ point, distance }];
        });
        const graph = this.#graph!;
        this.#changed.add(graph.size);
        graph.add(near);
        this.#faces.add(face, youngOf(this.modelId, face.vector));
        if (i % facesPerRound === facesPerRound - 1) {
          await nextRound();
          this.#end.signal.throwIfAborted();
        }
      }
      if (page.length < facesPerPage) return;
    }
  }

  /** Reads what the user said, and adds the points for which that is new. */
  #takeCorrections(): void {
    const changed = this.#changed;
    const faces = this.#faces;
    const { people, dismissed, size } = faces.columns;
    const nowPeople = new Int32Array(size);
    for (const { faceId, personId } of listLabels(this.#db)) {
      const point = faces.pointOf(faceId);
      if (point >= 0) nowPeople[point] = personId;
    }
    const nowDismissed = new Uint8Array(size);
    for (const faceId of listUncounted(this.#db)) {
      const point = faces.pointOf(faceId);
      if (point >= 0) nowDismissed[point] = 1;
    }
    for (let point = 0; point < size; point++) {
      if (dismissed[point] === deleted) nowDismissed[point] = deleted;
      if (nowPeople[point] === people[point] && nowDismissed[point] === dismissed[point]) continue;
      changed.add(point);
      people[point] = nowPeople[point];
      dismissed[point] = nowDismissed[point];
    }
    const apart = this.#readApart();
    for (const point of differing(this.#apart, apart)) changed.add(point);
    this.#apart = apart;
  }

  /** Pairs told apart; a face that is not a person is apart from the first face that is. */
  #readApart(): Apart {
    const faces = this.#faces;
    const { people, size } = faces.columns;
    const firstOf = new Map<number, number>();
    for (let point = size - 1; point >= 0; point--)
      if (people[point] !== 0) firstOf.set(people[point], point);
    const rejected = listRejections(this.#db).map(({ faceId, personId }) => [
      faces.pointOf(faceId),
      firstOf.get(personId) ?? -1,
    ]);
    const told = listApart(this.#db).map((pair) => pair.map((faceId) => faces.pointOf(faceId)));
    return [...told, ...rejected].flatMap(([a, b]) =>
      a >= 0 && b >= 0 && a !== b ? [[Math.min(a, b), Math.max(a, b)] as const] : [],
    );
  }

  /** Groups that were kept, where they still are of these faces. */
  #load(): void {
    const stored = this.#files && (recall(this.#files.groups) as StoredGroups | undefined);
    if (stored?.format !== format || !isSame(stored.measure, this.#measure)) return;
    const faces = new FaceColumns(stored.columns);
    if (!this.#isOfLibrary(faces)) return;
    this.#faces = faces;
    this.#linkedSize = faces.size;
    this.#linkage = stored.linkage;
    this.#apart = stored.apart;
    this.#facesAtRefresh = stored.facesAtRefresh;
  }

  /** Whether faces are those of the library, once those are marked that were deleted since. Mostly deleted ones are not. */
  #isOfLibrary(faces: FaceColumns): boolean {
    if (2 * faces.kept < faces.size) return false;
    const has = countVectors(this.#db, this.modelId, faces.lastFaceId);
    if (has === faces.kept) return true;
    const ids = new Set(listVectorFaces(this.#db, this.modelId));
    const { faceIds, dismissed, size } = faces.columns;
    for (let point = 0; point < size; point++) if (!ids.has(faceIds[point])) dismissed[point] = deleted;
    return has === faces.kept;
  }

  #hasNewFaces(): boolean {
    return listVectors(this.#db, this.modelId, this.#faces.lastFaceId, 1).length > 0;
  }

  /** The graph is read when it is first needed. Where it was not kept, all faces are taken in once more. */
  #needGraph(): void {
    if (this.#graph) return;
    const size = this.#faces.size;
    const rows = this.#files && (recall(this.#files.graph) as GraphRows | undefined);
    if (rows?.size === size) {
      this.#graph = new NeighbourGraph(rows);
      return;
    }
    this.#graph = new NeighbourGraph();
    this.#faces = new FaceColumns();
    this.#linkedSize = 0;
    this.#linkage = emptyLinkage;
    this.#apart = [];
    this.#facesAtRefresh = 0;
    this.#changed.clear();
  }
}

/** Without the room kept for more. */
function trimmed<T extends { size: number }>(rows: T, capacity: number): T {
  const trim = (value: unknown) =>
    ArrayBuffer.isView(value)
      ? (value as Uint8Array).slice(0, ((value as Uint8Array).length / capacity) * rows.size)
      : value;
  return Object.fromEntries(Object.entries(rows).map(([name, value]) => [name, trim(value)])) as T;
}

/** Another after every change, by this connection or another. */
const stateOf = (db: ReadableDb): string =>
  `${db.pragma('data_version', { simple: true })} ${db.prepare('SELECT total_changes()').pluck().get()}`;

const isSame = (a: Measure, b: Measure): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Points of pairs that are in one list only. */
function differing(before: Apart, after: Apart): number[] {
  const [old, now] = [before, after].map((pairs) => new Map(pairs.map((pair) => [pair.join(), pair])));
  const lost = [...old].filter(([key]) => !now.has(key));
  const won = [...now].filter(([key]) => !old.has(key));
  return [...lost, ...won].flatMap(([, pair]) => [...pair]);
}
