/** A function called at most once an interval; calls in between are combined into one at its end. */
export interface Throttled {
  (): void;
  /** Cancels a pending call; no call happens afterwards. */
  close(): void;
}

/** @param interval in milliseconds, evaluated for every call */
export function throttle(interval: () => number, call: () => void): Throttled {
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  let last = -Infinity;
  const throttled = () => {
    if (timer || closed) return;
    const wait = Math.max(0, last + interval() - performance.now());
    timer = setTimeout(() => {
      timer = null;
      last = performance.now();
      call();
    }, wait);
  };
  throttled.close = () => {
    closed = true;
    if (timer) clearTimeout(timer);
  };
  return throttled;
}
