import './nn/no-telemetry.ts';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { compileCache } from './build/compile-cache.mjs';

// Test processes pass it to the threads and programs that they start: compiling sources took most of their CPU time.
process.env['NODE_COMPILE_CACHE'] ??= compileCache;

/** Tests of modules with runes, which Svelte compiles as for a browser. */
const runes = 'src-renderer/**/*.svelte.test.ts';
/** Tests of modules of the page without runes. */
const page = 'src-renderer/**/*.test.ts';
/** Tests that need Vite's module runner: two replace a module, one reads the plain path of its file in a stack. */
const transformed = [
  'src-main/electron/main.test.ts',
  'src-main/services/model-session/clusters.test.ts',
  'src-main/logging/log.test.ts',
];
/** Folders whose code keeps no state between calls and loads no native library. */
const plain = 'src-main/{clustering,common,contract}/**/*.test.ts';

/** Node itself imports the sources, as in worker threads: Vite's module runner slows loops down. */
const native = { viteModuleRunner: false, nodeLoader: false };

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    projects: [
      // Tests of plain functions share their worker's modules: loading them anew for each file took longer than the tests.
      { extends: true, test: { name: 'page', include: [page], exclude: [runes], isolate: false } },
      { extends: true, test: { name: 'plain', include: [plain], isolate: false, experimental: native } },
      {
        extends: true,
        plugins: [svelte({ configFile: false, dynamicCompileOptions: () => ({ generate: 'client' }) })],
        resolve: { conditions: ['browser'] },
        // Svelte is resolved by Vite, as Node would take its build for a server.
        test: { name: 'runes', include: [runes], server: { deps: { inline: ['svelte'] } } },
      },
      { extends: true, test: { name: 'transformed', include: transformed } },
      {
        extends: true,
        test: {
          ...{ name: 'whole', include: ['src-main/**/*.test.ts'], exclude: [plain, ...transformed] },
          experimental: native,
        },
      },
    ],
    globalSetup: 'src-main/build/models-for-tests.ts',
    environment: 'node',
    pool: 'forks',
    // One more than there are cores, as tests wait for disks, timers and other processes.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 30_000,
  },
});
