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
    testTimeout: 30_000,
  },
});
