import { fileURLToPath } from 'node:url';
import type { DeviceRequest } from '../contract/models.ts';
import { oneLine } from '../contract/visible-text.ts';
import { libraryLayout } from '../library/layout.ts';
import { RestorableLibrary } from '../library/restorable-library.ts';
import { type RunningServer, startServer } from '../serve/server.ts';
import { leaveAtOnce, leaveThreads } from './leave.ts';
import { OpeningPage } from './opening-page.ts';
import type { Watcher } from './supervisor.ts';

export interface ServeOptions {
  library: string;
  device: DeviceRequest;
  port: number;
  open?: boolean;
  json?: boolean;
}

/** Folder of the built page: `dist/renderer`, two levels up from here in the build and in the sources. */
const rendererDirectory = fileURLToPath(new URL('../../dist/renderer', import.meta.url));

/** Serves a library until the supervisor tells this process to stop. */
export async function serveUntilStopped(options: ServeOptions, watcher: Watcher): Promise<void> {
  const library = await RestorableLibrary.open(options.library, {
    device: options.device,
    resume: true,
    watch: true,
  });
  const problem = await library.problem();
  if (problem) process.stderr.write(`familiar: ${oneLine(problem.message)} (${problem.code})\n`);
  const server = await serve(library, options, watcher).catch(async (error: unknown) => {
    await library.close();
    throw error;
  });

  const page = new OpeningPage(options.library);
  if (options.open && watcher.kept === null) {
    const address = server.address(() => page.remove());
    await page.open(address).catch(() => process.stderr.write('No browser could be opened.\n'));
  }
  await watcher.stopped(leaveAtOnce);
  page.remove();
  await server.close();
  await library.close();
  leaveThreads('SIGTERM');
}

/** Serves, and passes port, addresses and sessions on to a process that follows this one. */
async function serve(
  library: RestorableLibrary,
  { port, json = false, library: directory }: ServeOptions,
  { kept, keep }: Watcher,
): Promise<RunningServer> {
  const running: { server?: RunningServer } = {};
  const onChanged = (): void => {
    const { server } = running;
    if (server) keep({ port: server.port, access: server.kept() });
  };
  const server = await startServer(library, {
    port: kept?.port ?? port,
    rendererDirectory,
    receivedDirectory: libraryLayout(directory).received,
    access: { kept: kept?.access, onChanged, onTraded: () => print(server, json, false) },
  });
  running.server = server;
  if (kept === null) print(server, json);
  onChanged();
  return server;
}

/** Prints an address, and the next one once it has been opened. */
function print(server: RunningServer, json: boolean, isFirst = true): void {
  const url = server.address(() => print(server, json, false));
  if (json) process.stdout.write(`${JSON.stringify({ url, port: server.port })}\n`);
  else if (isFirst) process.stdout.write(`Familiar is at ${url}\nCtrl-C ends it.\n`);
  else process.stdout.write(`Opened. For another browser: ${url}\n`);
}
