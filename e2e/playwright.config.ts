import { defineConfig } from '@playwright/test';
import { sandboxSwitches } from '../src-main/build/electron-binary.ts';
import { findChromium } from './browser.ts';
import type { ShellOptions } from './fixtures.ts';

const chromium = findChromium();

/** The same journeys through both shells. What a machine cannot run is skipped, with the reason. */
export default defineConfig<ShellOptions>({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: 'results',
  globalSetup: './prepare.ts',
  // Each test has a library and a server of its own.
  fullyParallel: true,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env['CI']),
  // Once more on a machine that others share; Playwright names what passed only then.
  retries: process.env['CI'] ? 1 : 0,
  use: {
    // Drawing what moves takes CPU time from the other worker; the first look is had with motion.
    contextOptions: { reducedMotion: 'reduce' },
    viewport: { width: 1280, height: 800 },
    // A trace of every test takes a fifth of the run's CPU time; `--trace on` makes one of a test that is looked into.
    trace: 'on-first-retry',
    launchOptions: {
      ...(chromium !== null && { executablePath: chromium }),
      args: ['--disable-quic', '--disable-background-networking', ...sandboxSwitches()],
    },
  },
  projects: [
    { name: 'chromium', use: { shell: 'serve' } },
    { name: 'electron', use: { shell: 'electron' } },
  ],
});
