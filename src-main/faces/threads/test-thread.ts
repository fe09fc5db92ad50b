import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { FamiliarError } from '../../contract/errors.ts';
import type { RecognisedPhoto, RecognitionTask } from '../recognised.ts';
import { serveTasks } from './serve-tasks.ts';

/**
 * Replacement of a recognition thread for tests, on a CPU or on CUDA: takes 20 ms a photo, and answers with
 * its thread id as the width and the number of photos in progress as the height. The name of a photo selects
 * a failure.
 */
let underWay = 0;

const deeds: Record<string, () => unknown> = {
  bad: () => {
    throw new FamiliarError('photo-damaged', 'torn');
  },
  hang: () => {
    for (;;);
  },
  never: () => new Promise(() => {}),
  crash: () => {
    setImmediate(() => {
      throw new Error('crashed');
    });
    return new Promise(() => {});
  },
  leave: () => process.exit(0),
};

await serveTasks<RecognitionTask, RecognisedPhoto>(async ({ device }) => {
  if (device === 'webgpu') throw new FamiliarError('device-unavailable', 'there is no adapter');
  return {
    device: { name: device === 'cuda' ? 'cuda' : 'cpu', reason: `${device} was asked for` },
    async perform({ picture }) {
      underWay++;
      await wait(20);
      const deed = typeof picture === 'string' ? basename(picture).split('-')[0]! : '';
      if (deed === 'gpu' && device === 'cuda') {
        throw new FamiliarError('device-unavailable', 'its memory is full');
      }
      await deeds[deed]?.();
      return {
        width: threadId,
        height: underWay--,
        orientation: 1,
        takenAt: null,
        model: 'none',
        thumbnail: new Uint8Array(),
        faces: [],
      };
    },
  };
});
