import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type Page, type TestInfo, test as base } from '@playwright/test';
import { findChromium } from './browser.ts';
import { copyPrepared } from './prepare.ts';
import { electronObstacle, openInElectron } from './shells/electron.ts';
import type { OpenedApp } from './shells/opened-app.ts';
import { openInBrowser } from './shells/serve.ts';

export { expect } from '@playwright/test';

/** Options in which the projects of `playwright.config.ts` differ. */
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

interface JourneyFixtures {
  /** The app on an empty library. */
  familiar: Familiar;
  /** The app on a library with the sample photos, imported before the first test. */
  familiarWithSamples: Familiar;
}

export const test = base.extend<ShellOptions & JourneyFixtures, WorkerFixtures>({
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
    await withFamiliar({ shell, browserOnDemand }, use, testInfo);
  },

  async familiarWithSamples({ shell, browserOnDemand }, use, testInfo) {
    await withFamiliar({ shell, browserOnDemand, fill: copyPrepared }, use, testInfo);
  },
});

interface Start extends ShellOptions, WorkerFixtures {
  /** Puts something into the library before it is opened. */
  fill?: (library: string) => Promise<void>;
}

/** Opens a library of its own for a test, and deletes it afterwards. */
async function withFamiliar(
  { shell, browserOnDemand, fill }: Start,
  use: (familiar: Familiar) => Promise<void>,
  testInfo: TestInfo,
): Promise<void> {
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
    await fill?.(library);
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
    await pictureFailure(app?.page, testInfo);
  } finally {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Attaches a picture of the page to a test that has failed. Playwright's own option takes one of each page that is
 * closed before a test has ended, failed or not.
 */
async function pictureFailure(page: Page | undefined, testInfo: TestInfo): Promise<void> {
  if (testInfo.errors.length === 0) return;
  const path = testInfo.outputPath('page.png');
  const taken = await page?.screenshot({ path }).catch(() => undefined);
  if (taken) await testInfo.attach('page', { path });
}

function chromiumObstacle(): string | null {
  return findChromium() ? null : 'there is no Chromium on this machine (Debian: apt-get install chromium)';
}
