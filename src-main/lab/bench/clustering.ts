import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { elementAt } from '../../common/elements.ts';
import { numberAt } from '../../common/typed-arrays.ts';
import { seededRandom } from '../../common/random.ts';
import { openForWriting, type WritableDb } from '../../db/open.ts';
import { embeddingModel } from '../../faces/recognised.ts';
import { Clusters } from '../../services/model-session/clusters.ts';
import { defaultGrouping } from '../../services/model-session/grouping.ts';
import { People } from '../../services/people/people.ts';
import type { GraphRows } from '../../clustering/neighbour-graph.ts';
import { lastVectorFace, listBareVectors } from '../../db/vectors.ts';
import { recall } from '../../services/model-session/cluster-cache.ts';
import { type MadeUpFace, makeUpFaces } from './faces-maker.ts';
import { measureRecall } from './neighbour-recall.ts';

/** Cost of grouping a library of one size. */
export interface ClusteringRow {
  faces: number;
  /** Time to build index, graph and dendrogram of all faces from the database. */
  buildSeconds: number;
  /** Time of a move of the slider: new groups, and the first page of people. Median of several moves. */
  cutMs: number;
  /** Time to add 1,000 faces, mostly of the same people, in a process that has just opened the library. */
  addMs: number;
  /** Time from opening the database to the first page of people. */
  openMs: number;
  /** Peak memory of the process that opens, cuts and adds. */
  peakMB: number;
  /** Peak memory of the process that builds. */
  buildPeakMB: number;
  /** Share of the nearest 16 faces that the graph has, on a sample; 0 to 1. */
  recall: number;
}

/** First page of people. */
const page = { offset: 0, limit: 200 };
const moves = 15;
const added = 1000;
const rowsInTransaction = 10_000;

/**
 * A library of made-up faces, without photos, chips or names [Note: Made-up faces], and beside it those that are to
 * be added.
 */
export function fillLibrary(directory: string, faces: number, seed: number): void {
  const db = openForWriting(join(directory, 'library.sqlite'));
  db.pragma('synchronous = OFF');
  const made = makeUpFaces(faces, seed, added);
  store(db, next(made, faces), seed);
  db.close();
  writeFileSync(join(directory, 'later'), serialize([...made]));
}

/** Yields the next `count` values; unlike `take`, it leaves the iterator open for the rest. */
function* next<T>(all: Iterator<T>, count: number): Generator<T> {
  for (let k = 0; k < count; k++) yield all.next().value as T;
}

function store(db: WritableDb, faces: Iterable<MadeUpFace>, seed: number): void {
  const random = seededRandom(seed);
  const hash = Buffer.alloc(32);
  hash.writeUInt32LE(seed);
  // Prepared once: millions of statements would fill the memory before they are collected.
  const putPhoto = db.prepare(
    'INSERT INTO photos (hash, bytes, width, height, pipeline_version) VALUES (?, 1, 4000, 3000, 1)',
  );
  const putFace = db.prepare(
    `INSERT INTO faces (photo_id, x, y, width, height, landmarks, score, pipeline_version, quality, weakness,
       sharpness) VALUES (?, 0.1, 0.1, ?, ?, zeroblob(544), 0.9, 1, ?, 'blurred', -20)`,
  );
  const putVector = db.prepare(
    'INSERT INTO vectors (face_id, model_id, pipeline_version, vector) VALUES (?, ?, 1, ?)',
  );
  let [photo, photoId] = [0, 0 as number | bigint];
  let rows: MadeUpFace[] = [];
  const flush = db.transaction(() => {
    for (const face of rows) {
      if (face.photo !== photo) {
        photo = face.photo;
        hash.writeUInt32LE(photo, 4);
        photoId = putPhoto.run(hash).lastInsertRowid;
      }
      const size = 0.05 + 0.2 * random();
      const faceId = putFace.run(photoId, size, size, random() < 0.1 ? 0.5 : 0.99).lastInsertRowid;
      const { buffer, byteOffset, byteLength } = face.vector;
      putVector.run(faceId, embeddingModel, new Uint8Array(buffer, byteOffset, byteLength));
    }
  });
  for (const face of faces) {
    rows.push(face);
    if (rows.length === rowsInTransaction) {
      flush();
      rows = [];
    }
  }
  flush();
}

interface Opened {
  db: WritableDb;
  people: People;
  close(): void;
}

function open(directory: string): Opened {
  const db = openForWriting(join(directory, 'library.sqlite'));

  const files = { groups: join(directory, 'groups'), graph: join(directory, 'graph') };
  const clusters = new Clusters(db, embeddingModel, files);
  const close = () => {
    clusters.save();
    db.close();
  };
  return { db, people: new People(db, { current: { clusters } }), close };
}

const peakMB = () => process.resourceUsage().maxRSS / 1024;
const since = (started: number) => performance.now() - started;
const list = ({ people }: Opened, distance = defaultGrouping.distance) =>
  people.list({ distance, minFaces: 2 }, undefined, page);

/** Builds the groups of a library that was filled, and keeps them beside it. */
export async function measureBuilding(
  directory: string,
): Promise<Pick<ClusteringRow, 'buildSeconds' | 'buildPeakMB' | 'recall'>> {
  const started = performance.now();
  const library = open(directory);
  await list(library);
  const buildSeconds = since(started) / 1000;
  library.close();
  const buildPeakMB = peakMB();
  return { buildSeconds, buildPeakMB, recall: recallOf(directory) };
}

/** Recall of the graph that was kept beside a library. */
function recallOf(directory: string): number {
  const db = openForWriting(join(directory, 'library.sqlite'));
  try {
    return measureRecall(recall(join(directory, 'graph')) as GraphRows, () => allVectors(db));
  } finally {
    db.close();
  }
}

function* allVectors(db: WritableDb): Generator<Float32Array> {
  const upTo = lastVectorFace(db, embeddingModel);
  for (let after = 0; after < upTo;) {
    const rows = listBareVectors(db, embeddingModel, { after, upTo, limit: rowsInTransaction });
    for (const { vector } of rows) yield vector;
    after = elementAt(rows, rows.length - 1).faceId;
  }
}

/** Opens a library whose groups were kept, moves the slider, and takes in more faces. */
export async function measureUse(
  directory: string,
  faces: number,
): Promise<Omit<ClusteringRow, 'faces' | 'buildSeconds' | 'buildPeakMB' | 'recall'>> {
  let started = performance.now();
  const library = open(directory);
  await list(library);
  const openMs = since(started);

  const random = seededRandom(1);
  const times: number[] = [];
  for (let k = 0; k < moves; k++) {
    const distance = 0.25 + 0.15 * random();
    started = performance.now();
    await list(library, distance);
    times.push(since(started));
    await wait(1);
  }
  store(library.db, deserialize(readFileSync(join(directory, 'later'))) as MadeUpFace[], faces + 1);
  started = performance.now();
  await list(library);
  const addMs = since(started);
  library.db.close();
  return {
    openMs,
    cutMs: numberAt(
      times.sort((a, b) => a - b),
      moves >> 1,
    ),
    addMs,
    peakMB: peakMB(),
  };
}

/** Formats the rows as a table. */
export function formatClustering(rows: readonly ClusteringRow[]): string {
  const cells = rows.map((row) =>
    [row.faces, row.buildSeconds.toFixed(1), ...[row.cutMs, row.addMs, row.openMs].map((ms) => ms.toFixed(0))]
      .concat([row.peakMB, row.buildPeakMB].map((mb) => mb.toFixed(0)))
      .concat(row.recall.toFixed(4))
      .map(String),
  );
  const heads = ['faces', 'build s', 'cut ms', 'add ms', 'open ms', 'peak MB', 'build MB', 'recall'];
  const widths = heads.map((head, k) =>
    Math.max(head.length, ...cells.map((row) => elementAt(row, k).length)),
  );
  return [heads, ...cells]
    .map((row) => `${row.map((cell, k) => cell.padStart(numberAt(widths, k))).join('  ')}\n`)
    .join('');
}
