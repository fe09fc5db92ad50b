import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OpeningPage } from './opening-page.ts';

const address = 'http://127.0.0.1:8000/#token=secret';

let library: string;
beforeEach(() => {
  library = mkdtempSync(join(tmpdir(), 'familiar-opening-'));
});
afterEach(() => rmSync(library, { recursive: true }));

it('gives the browser a file of the user’s own, with the token in it and not in its name', async () => {
  const page = new OpeningPage(library);
  let opened = '';
  await page.open(address, async (file) => (opened = file));
  expect(opened).toBe(join(library, 'open.html'));
  expect(readFileSync(opened, 'utf8')).toContain(`content="0;url=${address}"`);
  if (process.platform !== 'win32') expect(statSync(opened).mode & 0o777).toBe(0o600);
  page.remove();
  expect(existsSync(opened)).toBe(false);
});

it('replaces what an earlier start left', async () => {
  await new OpeningPage(library).open(`${address}1`, async () => {});
  const page = new OpeningPage(library);
  await page.open(`${address}2`, async () => {});
  expect(readFileSync(join(library, 'open.html'), 'utf8')).toContain(`${address}2`);
  page.remove();
});
