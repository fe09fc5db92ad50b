import { rmSync, writeFileSync } from 'node:fs';
import open from 'open';
import { libraryLayout } from '../library/layout.ts';

/** Time that a browser has to start and read the page, in milliseconds. */
const readingTime = 60_000;

/**
 * Opens an address in the default browser, through a page in the library's folder that only the user can read. As a
 * browser's argument, the address with its token would stand in the list of processes, which every account can read.
 */
export class OpeningPage {
  readonly #file: string;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param library the library's directory, which is closed to other accounts
   */
  constructor(library: string) {
    this.#file = libraryLayout(library).openingPage;
  }

  /**
   * @param start opens a file in the browser, for tests; by default as the platform does
   */
  async open(address: string, start: (file: string) => Promise<unknown> = open): Promise<void> {
    this.remove();
    writeFileSync(this.#file, redirection(address), { flag: 'wx', mode: 0o600 });
    this.#timer = setTimeout(() => this.remove(), readingTime);
    this.#timer.unref();
    await start(this.#file);
  }

  /** Call this once the address is opened, and at the end. */
  remove(): void {
    clearTimeout(this.#timer);
    rmSync(this.#file, { force: true });
  }
}

/**
 * @param address made of letters, digits and what a URL has; no quotes
 */
const redirection = (address: string): string =>
  `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${address}">
<title>Familiar</title>
`;
