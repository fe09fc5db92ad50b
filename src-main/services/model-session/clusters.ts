import { setImmediate as nextRound } from 'node:timers/promises';
import { firstItems, required } from '../../common/elements.ts';
import { int32At, uint32At, uint8At } from '../../common/typed-arrays.ts';
import { findBestCut } from '../../clustering/best-cut.ts';
import type { Dendrogram } from '../../clustering/dendrogram.ts';
import { emptyLinkage, type Linkage, updateLinkage } from '../../clustering/linkage.ts';
import { type Measure, tunedBetween } from '../../clustering/measure.ts';
import { type GraphRows, neighboursKept } from '../../clustering/neighbour-graph.ts';
import { relinkInThread } from '../../clustering/relink-thread.ts';
import type { LinkageInput } from '../../clustering/linkage-input.ts';
import { unlessAborted } from '../../common/abort.ts';
import { listApart, listRejections } from '../../db/corrections.ts';
import { listUncounted } from '../../db/counted.ts';
import { listLabels } from '../../db/labels.ts';
import type { ReadableDb } from '../../db/open.ts';
import { countVectors, listVectorFaces, listVectors } from '../../db/vectors.ts';
import { measureOf } from './active-model.ts';
import { keep, recall } from './cluster-cache.ts';
import { type Columns, deleted, FaceColumns } from './face-table.ts';
import { GraphUpkeep } from './graph-upkeep.ts';

/** The faces of a library and their dendrogram. */
export interface LinkedFaces {
  faces: FaceColumns;
  dendrogram: Dendrogram;
}

/** Distance that suits a library [Note: The library tunes itself]. */
export interface Tuned {
  modelId: string;
  /** Null where the library has too few faces to choose. */
  distance: number | null;
  linked: LinkedFaces;
}

/**
 * Two cache files. The groups are small and are read at start; the graph is read when a face or a correction arrives.
 */
export interface ClusterFiles {
  groups: string;
  graph: string;
}

type Apart = readonly (readonly [number, number])[];

/**
 * Largest library that is linked on the engine's own thread, in a fraction of a second; a larger one is linked on a
 * worker.
 */
const facesLinkedHere = 20_000;
/** Growth factor after which a larger library is linked anew as a whole. */
const freshFor = 1.05;
/** Minimum tree size per grafted face, in a larger library [Note: Grafts]. */
const steadiness = 64;

interface StoredGroups {
  format: number;
  measure: Measure;
  columns: Columns;
  linkage: Linkage;
  apart: Apart;
  facesAtRefresh: number;
}
const format = 7;

/**
 * Keeps the dendrogram of a model's vectors up to date with the stored faces and the user's corrections. A change
 * links again only the trees that it touches.
 */
export class Clusters {
  readonly #db: ReadableDb;
  readonly modelId: string;
  readonly #files: ClusterFiles | null;
  readonly #measure: Measure;
  readonly #end = new AbortController();
  #faces = new FaceColumns();
  #upkeep: GraphUpkeep | null = null;
  #linkage = emptyLinkage;
  #apart: Apart = [];
  /** Number of faces at the last linking of the whole library. */
  #facesAtRefresh = 0;
  #isLoaded = false;
  /** {@link stateOf} the database at the last update. */
  #state = '';
  #isKept = true;
  /** Number of points linked so far. */
  #linkedSize = 0;
  /** Number of points when the library's own distance was last chosen. */
  #tunedSize = 0;
  /** Points with changes that are not linked yet; points of a failed update are linked by the next. */
  readonly #changed = new Set<number>();
  #updating: Promise<void> | null = null;
  #linkMilliseconds = 0;

  readonly #tuned: ((tuned: Tuned) => void) | undefined;

  /**
   * @param files where groups are cached between starts; null for no cache
   * @param tuned receives the distance that suits the library, whenever it may have changed
   */
  constructor(
    db: ReadableDb,
    modelId: string,
    files: ClusterFiles | null = null,
    tuned?: (tuned: Tuned) => void,
  ) {
    this.#tuned = tuned;
    this.#db = db;
    this.modelId = modelId;
    this.#files = files;
    this.#measure = measureOf(db, modelId);
  }

  /** Duration of the last linking, in milliseconds. */
  get linkMilliseconds(): number {
    return this.#linkMilliseconds;
  }

  /**
   * The dendrogram over all faces and corrections stored at the time of the call.
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

  /** True if the cache files would gain nothing by {@link save}. */
  get isKept(): boolean {
    return this.#files === null || this.#isKept;
  }

  /** Writes changed groups to the cache files. */
  save(): void {
    if (this.#files === null || this.#isKept || this.#updating || !this.#upkeep) return;
    if (this.#changed.size > 0) return;
    const { columns } = this.#faces;
    const { rows } = this.#upkeep.graph;
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

  /** Marks faces as deleted. They were dismissed or hidden before. */
  forget(faceIds: readonly number[]): void {
    for (const faceId of faceIds) {
      const point = this.#faces.pointOf(faceId);
      if (point >= 0) this.#faces.columns.dismissed[point] = deleted;
    }
    this.#upkeep?.forget();
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
    if (this.#changed.size > 0 && !this.#upkeep) {
      // A correction arrived during the update of a library without new faces.
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

  /**
   * @returns true if all faces are to be linked; a small library has no grafts to undo
   */
  #refresh(): boolean {
    const { size } = this.#faces;
    if (size <= facesLinkedHere) return true;
    if (size <= freshFor * this.#facesAtRefresh) return false;
    this.#facesAtRefresh = size;
    this.#linkage = emptyLinkage;
    for (let point = 0; point < size; point++) this.#changed.add(point);
    return true;
  }

  /** Chooses the distance that suits the library as it is linked now. */
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
    return {
      rows: required(this.#upkeep).graph.rows,
      facts: this.#faces.facts,
      apart: this.#apart,
      measure: this.#measure,
    };
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
    await this.#upkeep?.update(this.#faces, this.#changed, this.#end.signal);
  }

  /** Reads the user's corrections and collects the points that they change. */
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
      people[point] = int32At(nowPeople, point);
      dismissed[point] = uint8At(nowDismissed, point);
    }
    const apart = this.#readApart();
    for (const point of differing(this.#apart, apart)) changed.add(point);
    this.#apart = apart;
  }

  /** Pairs of points kept apart. A face rejected from a person is kept apart from that person's first labelled face. */
  #readApart(): Apart {
    const faces = this.#faces;
    const { people, size } = faces.columns;
    const firstOf = new Map<number, number>();
    for (let point = size - 1; point >= 0; point--)
      if (people[point] !== 0) firstOf.set(int32At(people, point), point);
    const rejected = listRejections(this.#db).map(({ faceId, personId }) => [
      faces.pointOf(faceId),
      firstOf.get(personId) ?? -1,
    ]);
    const told = listApart(this.#db).map((pair) => pair.map((faceId) => faces.pointOf(faceId)));
    return [...told, ...rejected].flatMap(([a = -1, b = -1]) =>
      a >= 0 && b >= 0 && a !== b ? [[Math.min(a, b), Math.max(a, b)] as const] : [],
    );
  }

  /** Loads the cached groups, if they are still of this library's faces. */
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

  /**
   * True if cached faces are those of the library, after marking faces deleted since. A cache of mostly deleted faces
   * is refused.
   */
  #isOfLibrary(faces: FaceColumns): boolean {
    if (2 * faces.kept < faces.size) return false;
    const has = countVectors(this.#db, this.modelId, faces.lastFaceId);
    if (has === faces.kept) return true;
    const ids = new Set(listVectorFaces(this.#db, this.modelId));
    const { faceIds, dismissed, size } = faces.columns;
    for (let point = 0; point < size; point++)
      if (!ids.has(uint32At(faceIds, point))) dismissed[point] = deleted;
    return has === faces.kept;
  }

  #hasNewFaces(): boolean {
    return listVectors(this.#db, this.modelId, this.#faces.lastFaceId, 1).length > 0;
  }

  /** Reads the cached graph on first need. Without a cache, all faces are added again. */
  #needGraph(): void {
    if (this.#upkeep) return;
    const size = this.#faces.size;
    const rows = this.#files && (recall(this.#files.graph) as GraphRows | undefined);
    if (rows?.size === size) {
      this.#upkeep = new GraphUpkeep(this.#db, this.modelId, rows);
      return;
    }
    this.#upkeep = new GraphUpkeep(this.#db, this.modelId);
    this.#faces = new FaceColumns();
    this.#linkedSize = 0;
    this.#linkage = emptyLinkage;
    this.#apart = [];
    this.#facesAtRefresh = 0;
    this.#changed.clear();
  }
}

/** Copies rows without their spare capacity. */
function trimmed<T extends { size: number }>(rows: T, capacity: number): T {
  const trim = (value: unknown) =>
    ArrayBuffer.isView(value)
      ? (value as Uint8Array).slice(0, ((value as Uint8Array).length / capacity) * rows.size)
      : value;
  return Object.fromEntries(Object.entries(rows).map(([name, value]) => [name, trim(value)])) as T;
}

/** A value that differs after every change, by this connection or another. */
const stateOf = (db: ReadableDb): string =>
  [db.pragma('data_version', { simple: true }), db.prepare('SELECT total_changes()').pluck().get()].join(' ');

const isSame = (a: Measure, b: Measure): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Points of pairs that only one of two lists holds. */
function differing(before: Apart, after: Apart): number[] {
  const [old, now] = firstItems(
    [before, after].map((pairs) => new Map(pairs.map((pair) => [pair.join(), pair]))),
    2,
  );
  const lost = [...old].filter(([key]) => !now.has(key));
  const won = [...now].filter(([key]) => !old.has(key));
  return [...lost, ...won].flatMap(([, pair]) => [...pair]);
}
