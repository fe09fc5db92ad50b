import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { DeviceRequest } from '../contract/models.ts';
import { libraryLayout } from '../library.ts';
import { RestorableLibrary } from '../restorable-library.ts';
import { type RunningServer, startServer } from '../serve/server.ts';
import { leaveAtOnce, leaveThreads } from './leave.ts';
import { OpeningPage } from './opening-page.ts';
import { deviceOption, jsonOption, libraryOption, numberBetween } from './options.ts';

interface ServeOptions {
  library: string;
  device: DeviceRequest;
  port: number;
  open?: boolean;
  json?: boolean;
}

/** Where the build puts the page: `dist/renderer`, two levels up from here in the build and in the sources. */
const rendererDirectory = fileURLToPath(new URL('../../dist/renderer', import.meta.url));

export function serveCommand(): Command {
  return new Command('serve')
    .description('open the app in a browser on this machine; nobody else can reach it')
    .addOption(libraryOption())
    .addOption(deviceOption())
    .option('--port <n>', 'port on 127.0.0.1; 0 takes a free one', numberBetween(0, 65535, 'whole'), 0)
    .option('--open', 'open the default browser')
    .option('--no-open', 'only print the address')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The address holds a token: who opens it first may look at the photos, until the browser is closed or Familiar
ends. It is good once; another address is printed when it has been opened, for another browser.
On a machine without a screen, reach it through: ssh -L 8000:127.0.0.1:8000 <machine>

Examples:
  familiar serve --open
  familiar serve --port 8000 --library ~/faces
  familiar serve --json | jq -r .url`,
    )
    .action(runServe);
}

async function runServe(options: ServeOptions): Promise<void> {
  const library = await RestorableLibrary.open(options.library, {
    device: options.device,
    resume: true,
    watch: true,
  });
  const problem = await library.problem();
  if (problem) process.stderr.write(`familiar: ${problem.message} (${problem.code})\n`);
  const { received } = libraryLayout(options.library);
  const server = await startServer(library, {
    port: options.port,
    rendererDirectory,
    receivedDirectory: received,
  }).catch(async (error: unknown) => {
    await library.close();
    throw error;
  });

  print(server, options.json ?? false);
  const stopped = new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  const page = new OpeningPage(options.library);
  if (options.open) {
    const address = server.address(() => page.remove());
    await page.open(address).catch(() => process.stderr.write('No browser could be opened.\n'));
  }
  await stopped;
  process.once('SIGINT', () => leaveAtOnce('SIGINT'));
  page.remove();
  await server.close();
  await library.close();
  leaveThreads('SIGTERM');
}

/** Prints an address, and once that has been opened the next one. */
function print(server: RunningServer, json: boolean, isFirst = true): void {
  const url = server.address(() => print(server, json, false));
  if (json) process.stdout.write(`${JSON.stringify({ url, port: server.port })}\n`);
  else if (isFirst) process.stdout.write(`Familiar is at ${url}\nCtrl-C ends it.\n`);
  else process.stdout.write(`Opened. For another browser: ${url}\n`);
}
