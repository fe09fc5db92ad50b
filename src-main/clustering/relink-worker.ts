import { parentPort, workerData } from 'node:worker_threads';
import type { Dendrogram } from './dendrogram.ts';
import type { Scene } from './scene.ts';
import { relink } from './relink.ts';

const { scene, dendrogram, changed, steadiness } = workerData as {
  scene: Scene;
  dendrogram: Dendrogram;
  changed: number[];
  steadiness: number;
};
const linked = relink(scene, dendrogram, changed, steadiness);
parentPort!.postMessage(linked, [linked.order.buffer, linked.gaps.buffer] as ArrayBuffer[]);
