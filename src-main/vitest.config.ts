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
/** Tests that need a process of their own: they load a module whose effect is on the process. */
const alone = ['src-main/nn/no-telemetry.test.ts'];
/** Tests of the laboratory and of the fault trials, which are no part of the product: CI runs them. */
const laboratory = 'src-main/{lab,faults}/**/*.test.ts';

/** Node itself imports the sources, as in worker threads: Vite's module runner slows loops down. */
const native = { viteModuleRunner: false, nodeLoader: false };

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    projects: [
      { extends: true, test: { name: 'page', include: [page], exclude: [runes], isolate: false } },
      {
        extends: true,
        plugins: [svelte({ configFile: false, dynamicCompileOptions: () => ({ generate: 'client' }) })],
        resolve: { conditions: ['browser'] },
        // Svelte is resolved by Vite, as Node would take its build for a server.
        test: { name: 'runes', include: [runes], server: { deps: { inline: ['svelte'] } } },
      },
      { extends: true, test: { name: 'transformed', include: transformed } },
      { extends: true, test: { name: 'alone', include: alone, experimental: native } },
      // Files share the modules of their process: loading them anew for each file took a quarter of the CPU time.
      {
        extends: true,
        test: {
          ...{ name: 'engine', include: ['src-main/**/*.test.ts'] },
          ...{ exclude: [laboratory, ...transformed, ...alone], isolate: false, experimental: native },
        },
      },
      {
        extends: true,
        test: { name: 'laboratory', include: [laboratory], isolate: false, experimental: native },
      },
    ],
    globalSetup: 'src-main/build/models-for-tests.ts',
    setupFiles: 'src-main/test-environment.ts',
    environment: 'node',
    pool: 'forks',
    // One more than there are cores, as tests wait for disks, timers and other processes.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 30_000,
  },
});
