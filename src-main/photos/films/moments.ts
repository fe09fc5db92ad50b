/** Least seconds between two frames at scene changes. */
const leastGap = 0.3;
/** Share of the frames that is for the wanted moments; the rest is for scene changes. */
const regular = 0.8;
/** Mean difference of two signatures from which they are of two scenes, 0 to 255. */
const otherScene = 40;

/**
 * Chooses the moments of a film at which it is looked at: one a second, or evenly spread over a film that is longer than
 * there are frames, and scene changes between them.
 */
export class Moments {
  /** Seconds between two regular moments. */
  readonly spacing: number;
  readonly #most: number;
  #taken = 0;
  #next = 0;
  #looked = -Infinity;
  #before: Uint8Array | null = null;

  /** @param seconds duration; null if unknown, then one a second from the start */
  constructor(seconds: number | null, most: number) {
    this.#most = most;
    this.spacing = Math.max(1, (seconds ?? 0) / (regular * most));
  }

  get isFull(): boolean {
    return this.#taken >= this.#most;
  }

  /** False for a moment that is not even looked at. */
  mayTake(at: number): boolean {
    return !this.isFull && (at >= this.#next || at >= this.#looked + leastGap);
  }

  /** @param signature a tiny copy of the frame */
  takes(at: number, signature: Uint8Array): boolean {
    const isOther = this.#before !== null && differenceOf(this.#before, signature) > otherScene;
    this.#before = signature;
    this.#looked = at;
    if (at < this.#next && !isOther) return false;
    this.#taken++;
    // Key frames come a little early or late.
    this.#next = at + 0.9 * this.spacing;
    return true;
  }
}

function differenceOf(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  one.forEach((value, i) => (sum += Math.abs(value - (other[i] ?? 0))));
  return sum / one.length;
}
