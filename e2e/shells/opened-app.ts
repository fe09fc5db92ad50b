import type { Page } from '@playwright/test';

/** The app, opened on a library by one of its shells. */
export interface OpenedApp {
  page: Page;
  /**
   * Chooses a folder the way a user of this shell does.
   * @param path absolute
   * @param ask what the user does to be asked for a folder, such as a click on a button
   */
  chooseFolder(path: string, ask: () => Promise<void>): Promise<void>;
  /** Ends it in good order. */
  close(): Promise<void>;
  /** Ends its processes at once, as a crash or a power cut would. */
  kill(): Promise<void>;
}
