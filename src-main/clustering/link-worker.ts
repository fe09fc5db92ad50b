import { parentPort, workerData } from 'node:worker_threads';
import { linkPoints, type Points } from './linkage.ts';

/** Entry of the linking thread: one task, one answer. */
parentPort!.postMessage(linkPoints(workerData as Points));
