import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type Page, test as base } from '@playwright/test';
import { findChromium } from './browser.ts';
import { electronObstacle, openInElectron } from './shells/electron.ts';
import type { OpenedApp } from './shells/opened-app.ts';
import { openInBrowser } from './shells/serve.ts';

export { expect } from '@playwright/test';

/** What the projects of `playwright.config.ts` differ in. */
export interface ShellOptions {
  shell: 'serve' | 'electron';
}

/** The app on a library of this test's own. */
export interface Familiar {
  /** The app's page; another one after `restart`. */
  readonly page: Page;
  /** The library's directory, absolute. */
  readonly library: string;
  /** An empty directory, absolute, for photos and whatever else the test needs. */
  readonly scratch: string;
  chooseFolder: OpenedApp['chooseFolder'];
  /** Ends the app, in good order or (`kill`) at once, and opens it again on the same library or on another. */
  restart(how?: { kill?: boolean; library?: string }): Promise<void>;
}

interface WorkerFixtures {
  /** Starts one browser when it is first needed: in Electron none is. */
  browserOnDemand: () => Promise<Browser>;
}

export const test = base.extend<ShellOptions & { familiar: Familiar }, WorkerFixtures>({
  shell: ['serve', { option: true }],

  browserOnDemand: [
    async ({ playwright }, use) => {
      let browser: Promise<Browser> | undefined;
      await use(() => (browser ??= playwright.chromium.launch()));
      await (await browser)?.close();
    },
    { scope: 'worker' },
  ],

  async familiar({ shell, browserOnDemand }, use, testInfo) {
    const obstacle = shell === 'electron' ? electronObstacle() : chromiumObstacle();
    testInfo.skip(obstacle !== null, obstacle ?? '');

    const folder = await realpath(await mkdtemp(join(tmpdir(), 'familiar-e2e-')));
    const library = join(folder, 'library');
    const scratch = await mkdtemp(join(folder, 'scratch-'));
    const open = async (directory: string): Promise<OpenedApp> =>
      shell === 'electron' ? openInElectron(directory) : openInBrowser(await browserOnDemand(), directory);

    let app: OpenedApp | undefined;
    const opened = (): OpenedApp => {
      if (!app) throw new Error('Familiar is not open');
      return app;
    };
    try {
      app = await open(library);
      await use({
        library,
        scratch,
        get page() {
          return opened().page;
        },
        chooseFolder: (path, ask) => opened().chooseFolder(path, ask),
        async restart({ kill = false, library: next = library } = {}) {
          const old = opened();
          app = undefined;
          await (kill ? old.kill() : old.close());
          app = await open(next);
        },
      });
    } finally {
      await app?.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
});

function chromiumObstacle(): string | null {
  return findChromium() ? null : 'there is no Chromium on this machine (Debian: apt-get install chromium)';
}
