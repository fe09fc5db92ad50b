import { parentPort, workerData } from 'node:worker_threads';
import { linkAverage } from './average-linkage.ts';
import type { LinkTask } from './link-thread.ts';

/** Entry of the linking thread: one task, one answer. */
const { vectors, dimension, groups } = workerData as LinkTask;
parentPort!.postMessage(linkAverage(vectors, dimension, groups));
