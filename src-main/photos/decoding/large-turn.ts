import { setTimeout as wait } from 'node:timers/promises';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

/**
 * [Note: Large photos] Some formats make a decoder lay out the whole photo in memory: 18 bytes a pixel for
 * AVIF, 7 for HEIC in one piece. Such photos are decoded one at a time in the process, so that memory is
 * bounded for any number of threads. All threads of a process share two numbers: the ticket of the thread
 * whose turn it is, and the second at which the turn lapses, since a thread may be terminated during its
 * turn.
 */
const sharedKey = 'familiar.large-photo';
const [holderAt, lapsesAt] = [0, 1];
/** Polling interval in milliseconds. */
const lookEvery = 25;
/** Seconds after which a turn lapses; decoders have a shorter limit. */
const longestTurn = 90;

const shared = sharedNumbers();
/** Number of waiting calls in this thread. */
let waiting = 0;
let onWaiting: (isWaiting: boolean) => void = () => {};

/**
 * Sets a listener that is told when this thread begins and stops waiting for its turn. The duration depends
 * on the other threads.
 */
export function hearOfWaiting(listener: (isWaiting: boolean) => void): void {
  onWaiting = listener;
}

/** Does the work while no other thread of this process, and no other call in this one, is in its turn. */
export async function inLargeTurn<T>(work: () => Promise<T>): Promise<T> {
  const ticket = 1 + Math.floor(Math.random() * (2 ** 31 - 2));
  if (!tryTake(ticket)) await waitFor(ticket);
  try {
    return await work();
  } finally {
    Atomics.compareExchange(shared, holderAt, ticket, 0);
  }
}

async function waitFor(ticket: number): Promise<void> {
  if (waiting++ === 0) onWaiting(true);
  try {
    while (!tryTake(ticket)) await wait(lookEvery);
  } finally {
    if (--waiting === 0) onWaiting(false);
  }
}

function tryTake(ticket: number): boolean {
  // This clock is the same in all threads.
  const [now] = process.hrtime();
  const holder = Atomics.load(shared, holderAt);
  if (holder !== 0 && now < Atomics.load(shared, lapsesAt)) return false;
  if (Atomics.compareExchange(shared, holderAt, holder, ticket) !== holder) return false;
  Atomics.store(shared, lapsesAt, now + longestTurn);
  return true;
}

/** A thread inherits the buffer from the thread that started it. */
function sharedNumbers(): Int32Array {
  const inherited = getEnvironmentData(sharedKey);
  if (inherited instanceof SharedArrayBuffer) return new Int32Array(inherited);
  const own = new SharedArrayBuffer(8);
  setEnvironmentData(sharedKey, own);
  return new Int32Array(own);
}
