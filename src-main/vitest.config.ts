import './nn/no-telemetry.ts';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['src-main/**/*.test.ts', 'src-renderer/**/*.test.ts'],
    globalSetup: 'src-main/build/models-for-tests.ts',
    environment: 'node',
    pool: 'forks',
    // One worker a core: a test waits for disks and other processes most of the time.
    maxWorkers: '100%',
    // Test files share their worker's modules: loading them anew took a third of the time.
    isolate: false,
    // The command line is started a hundred times from source: compiled once, a start takes a third of the time.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)) },
    testTimeout: 30_000,
  },
});
