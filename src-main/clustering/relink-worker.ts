import { parentPort, workerData } from 'node:worker_threads';
import { type Linkage, updateLinkage } from './linkage.ts';
import type { LinkageInput } from './linkage-input.ts';

const { input, linkage, changed, steadiness } = workerData as {
  input: LinkageInput;
  linkage: Linkage;
  changed: number[];
  steadiness: number;
};
const linked = updateLinkage(input, linkage, changed, steadiness);
const buffers = Object.values(linked).flatMap(({ order, gaps }) => [order.buffer, gaps.buffer]);
parentPort!.postMessage(linked, buffers as ArrayBuffer[]);
