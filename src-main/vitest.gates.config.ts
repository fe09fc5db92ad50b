import { defineConfig, mergeConfig } from 'vitest/config';
import tests from './vitest.config.ts';

/** Gates: measurements over thousands of photos, which must not fall below what was reached. */
export default mergeConfig(
  { ...tests, test: { ...tests.test, include: [] } },
  defineConfig({ test: { include: ['src-main/**/*.gate.ts'], testTimeout: 30 * 60_000 } }),
);
