/** A call that happens at most once an interval; those in between become one at its end. */
export interface Throttled {
  (): void;
  /** Forgets a call that waits; none happens any more. */
  close(): void;
}

/** @param interval in milliseconds; asked anew for every call */
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
