import { parentPort, workerData } from 'node:worker_threads';
import { required } from '../common/elements.ts';
import { openBlockProducts } from './block-maxima.ts';
import { blockSize, NeighbourSearch, type NeighbourTask } from './exact-neighbours.ts';
import { orderByLocality } from './locality.ts';
import { VectorSet } from './vector-set.ts';

/** Task of a thread: projecting and ordering the vectors, or its part of the search. */
export type NeighbourPart = { task: NeighbourTask; part: 'prepare' | 'search' };

const { task, part } = workerData as NeighbourPart;
const set = VectorSet.of(task.set);

if (part === 'prepare') {
  set.project();
  orderByLocality(set, task.rowAt.subarray(0, task.sought));
  const { coordinates, width } = set;
  required(parentPort).postMessage({ coordinates, width });
} else {
  const search = new NeighbourSearch({ ...task, set });
  const products = await openBlockProducts(search.width);
  const first = new Float32Array(blockSize * search.width);
  const second = new Float32Array(blockSize * search.width);
  while (search.next(first, second)) search.take(await products.maxima(first, second));
  await products.release();
  required(parentPort).postMessage('done');
}
