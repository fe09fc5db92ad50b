/** A call that happens at most once an interval; those in between become one at its end. */
export interface Throttled {
  (): void;
  /** Forgets a call that waits. */
  cancel(): void;
}

/** @param interval milliseconds */
export function throttle(interval: number, call: () => void): Throttled {
  let timer: NodeJS.Timeout | null = null;
  let last = -Infinity;
  const throttled = () => {
    if (timer) return;
    const wait = Math.max(0, last + interval - performance.now());
    timer = setTimeout(() => {
      timer = null;
      last = performance.now();
      call();
    }, wait);
  };
  throttled.cancel = () => {
    if (timer) clearTimeout(timer);
    timer = null;
  };
  return throttled;
}
