import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser } from '@playwright/test';
import { pickFolder } from '../pages/folder-picker.ts';
import type { OpenedApp } from './opened-app.ts';
import { endProcess } from './process.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Opens a library with `familiar serve` in a browser that has not seen it before. */
export async function openInBrowser(browser: Browser, library: string): Promise<OpenedApp> {
  const args = [main, 'serve', '--library', library, '--port', '0', '--no-open', '--json'];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const url = await address(server);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    return {
      page,
      async chooseFolder(path, ask) {
        await ask();
        await pickFolder(page, path);
      },
      async close() {
        await context.close();
        await endProcess(server, 'SIGTERM');
      },
      async kill() {
        await endProcess(server, 'SIGKILL');
        await context.close();
      },
    };
  } catch (error) {
    await endProcess(server, 'SIGKILL');
    throw error;
  }
}

/** The address that the server prints first. */
function address(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let complaints = '';
    server.stderr?.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    if (server.stdout) {
      createInterface({ input: server.stdout }).on('line', (line) => resolve(JSON.parse(line).url));
    }
    server.on('error', reject);
    server.on('exit', () => reject(new Error(`familiar serve ended: ${complaints}`)));
  });
}
