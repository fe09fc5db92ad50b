import { afterAll, vi } from 'vitest';

// Files of tests share a process: none leaves variables, spies or clocks of its own to the next.
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
});
