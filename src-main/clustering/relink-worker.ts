import { parentPort, workerData } from 'node:worker_threads';
import { required } from '../common/elements.ts';
import type { Dendrogram } from './dendrogram.ts';
import { type Linkage, updateLinkage } from './linkage.ts';
import type { LinkageInput } from './linkage-input.ts';

const { input, linkage, changed, steadiness } = workerData as {
  input: LinkageInput;
  linkage: Linkage;
  changed: number[];
  steadiness: number;
};
const linked = updateLinkage(input, linkage, changed, steadiness);
const buffersOf = ({ order, gaps }: Dendrogram) => [order.buffer, gaps.buffer];
const buffers = [linked.trees, linked.dendrogram].flatMap(buffersOf);
required(parentPort).postMessage(linked, buffers as ArrayBuffer[]);
