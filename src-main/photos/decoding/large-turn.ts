import { setTimeout as wait } from 'node:timers/promises';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

/**
 * [Note: Large photos]
 * Some ways of storing a photo make a decoder lay all of it out in memory: 18 bytes a pixel for AVIF, 7 for HEIC in
 * one piece. Where that is much, one photo at a time is decoded in the whole process, so that memory is bounded
 * however many threads there are. All threads of a process share two numbers: whose turn it is, and the second at
 * which it lapses, for a thread may be ended in the middle.
 */
const sharedKey = 'familiar.large-photo';
const [holderAt, lapsesAt] = [0, 1];
/** Milliseconds between two looks at whose turn it is. */
const lookEvery = 25;
/** A decoder is given up before its turn lapses. In seconds. */
const longestTurn = 90;

const shared = sharedNumbers();
/** Those in this thread who wait for the turn. */
let waiting = 0;
let onWaiting: (isWaiting: boolean) => void = () => {};

/** Has somebody told when this thread begins to wait for its turn, which takes as long as others need, and when it ends. */
export function hearOfWaiting(listener: (isWaiting: boolean) => void): void {
  onWaiting = listener;
}

/** Does the work while no other thread of this process, and nobody else in this one, does such work. */
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

/** A thread gets what the thread that started it has. */
function sharedNumbers(): Int32Array {
  const inherited = getEnvironmentData(sharedKey);
  if (inherited instanceof SharedArrayBuffer) return new Int32Array(inherited);
  const own = new SharedArrayBuffer(8);
  setEnvironmentData(sharedKey, own);
  return new Int32Array(own);
}
