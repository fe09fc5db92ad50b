import type { Worker } from 'node:worker_threads';
import { FamiliarError } from '../contract/errors.ts';

/**
 * [Note: Ending a thread] A thread must not be terminated inside ONNX Runtime: the library returns to a thread that may
 * no longer run JavaScript, its binding throws an exception that nobody catches, and the whole process ends (SIGABRT or
 * SIGTRAP). A thread and the thread that started it therefore share two numbers: the calls of the library that have not
 * returned, and whether the thread is to end. The thread counts a call before it looks whether it is to end, and the
 * starter says that it is to end before it looks at the count, so that no call begins unseen. A thread is asked to end
 * first, and is terminated only if it does not react for long and no call is under way, as in an endless loop. One that
 * hangs inside the library is left behind.
 */
const [callsAt, endingAt] = [0, 1];
/** Interval in milliseconds at which the count of a thread that is to be terminated is read. */
const lookEvery = 50;

let own: Int32Array | null = null;

/** Numbers of a new thread, to be given to it as a part of its `workerData`. */
export const newCallCount = (): SharedArrayBuffer => new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);

/** Makes this thread count its calls there from now on. */
export function countCallsIn(count: SharedArrayBuffer): void {
  own = new Int32Array(count);
}

/**
 * Calls the library; the call is over when the promise is settled.
 * @throws FamiliarError `cancelled` if this thread is to end
 */
export async function callNative<T>(call: () => Promise<T>): Promise<T> {
  const count = own;
  if (!count) return call();
  Atomics.add(count, callsAt, 1);
  try {
    if (Atomics.load(count, endingAt) === 1) throw new FamiliarError('cancelled', 'the thread is to end');
    return await call();
  } finally {
    Atomics.sub(count, callsAt, 1);
  }
}

/**
 * Lets a thread begin no further call, and terminates it after a time, as soon as no call is under way.
 * @param milliseconds after which it is terminated
 * @returns function that calls the termination off, for when the thread has ended by itself
 */
export function terminateOutsideCalls(
  worker: Pick<Worker, 'terminate'>,
  count: SharedArrayBuffer,
  milliseconds: number,
): () => void {
  const numbers = new Int32Array(count);
  Atomics.store(numbers, endingAt, 1);
  const attempt = () => {
    if (Atomics.load(numbers, callsAt) === 0) void worker.terminate();
    else timer = setTimeout(attempt, lookEvery);
  };
  let timer = setTimeout(attempt, milliseconds);
  return () => clearTimeout(timer);
}
