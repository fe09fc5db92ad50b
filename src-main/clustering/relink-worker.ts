import { parentPort, workerData } from 'node:worker_threads';
import { type Linkage, updateLinkage } from './linkage.ts';
import type { Scene } from './scene.ts';

const { scene, linkage, changed, steadiness } = workerData as {
  scene: Scene;
  linkage: Linkage;
  changed: number[];
  steadiness: number;
};
const linked = updateLinkage(scene, linkage, changed, steadiness);
const buffers = Object.values(linked).flatMap(({ order, gaps }) => [order.buffer, gaps.buffer]);
parentPort!.postMessage(linked, buffers as ArrayBuffer[]);
