import { defineConfig } from 'vitest/config';
import tests from './vitest.config.ts';

const { globalSetup = [], environment = 'node', pool = 'forks' } = tests.test ?? {};

/** Gates: measurements over thousands of photos, which must not fall below what was reached. */
export default defineConfig({
  ...(tests.root !== undefined && { root: tests.root }),
  test: {
    ...{ globalSetup, environment, pool },
    include: ['src-main/**/*.gate.ts'],
    // One at a time: each measures with all cores.
    maxWorkers: 1,
    testTimeout: 30 * 60_000,
  },
});
