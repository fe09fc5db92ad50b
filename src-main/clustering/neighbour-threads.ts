import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { siblingModule } from '../common/module-url.ts';
import { neighbourTask, searchHere } from './exact-neighbours.ts';
import type { GraphRows } from './neighbour-graph.ts';
import type { NeighbourPart } from './neighbour-worker.ts';
import { soughtToProject, type VectorSet } from './vector-set.ts';

/** Pairs of vectors that are compared in some fifty milliseconds without a thread. */
const pairsComparedHere = 500_000;

/**
 * Fills rows of the graph with the exact neighbours of their points, and puts these points into the other rows
 * [Note: Exact neighbours]. Large searches run on threads, which write into the rows in place.
 * @param set all points that may be neighbours; the others have no place in any row
 * @param isSought is the row of a point to be filled? It must be empty, or hold neighbours of the set alone
 * @returns 1 for each point whose edges have changed
 * @throws AbortError if the signal is aborted; then rows hold some of their neighbours, and are to be filled anew
 */
export async function findNeighbours(
  set: VectorSet,
  rows: GraphRows,
  isSought: (point: number) => boolean,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const task = neighbourTask(set, rows, isSought);
  if (task.sought * set.size <= pairsComparedHere) {
    searchHere(task);
    return task.touched;
  }
  // A set of few sought points is compared by whole vectors, which need no preparation.
  if (task.sought >= soughtToProject) Object.assign(set, await runThread({ task, part: 'prepare' }, signal));
  await Promise.all(
    Array.from({ length: availableParallelism() }, () => runThread({ task, part: 'search' }, signal)),
  );
  return task.touched;
}

/** @returns what the thread answers */
async function runThread(workerData: NeighbourPart, signal: AbortSignal): Promise<unknown> {
  signal.throwIfAborted();
  const worker = new Worker(siblingModule(import.meta.url, './neighbour-worker'), { workerData });
  try {
    const [answer] = (await once(worker, 'message', { signal })) as [unknown];
    return answer;
  } finally {
    await worker.terminate();
  }
}
