import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createServer, type ViteDevServer } from 'vite';

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Paths that `familiar serve` answers beside the page's own files (`serve/routes.ts`). */
const enginePaths = '^/(rpc|session|picture|received|identify)(/|\\?|$)';

const help = `npm run dev -- [options]

Opens the page from its sources, which the browser takes over as they change, on an engine from its sources.

  --library <dir>  directory of the library; made if there is none
  --port <n>       port of the page on 127.0.0.1; 5173 by default, or the next one that is free
`;

/**
 * Runs `familiar serve` and, in front of it, a server of the page's sources. Ends with the engine, which Ctrl-C and
 * SIGTERM end.
 * @param userDirectory base of relative paths among the arguments
 */
export async function dev(args: string[], userDirectory: string): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      library: { type: 'string' },
      port: { type: 'string', default: '5173' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return void process.stdout.write(help);
  const library = values.library ? ['--library', resolve(userDirectory, values.library)] : [];
  const engine = spawn(
    process.execPath,
    [inProject('src-main/cli/main.ts'), 'serve', '--no-open', '--json', ...library],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(engine, 'exit');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => engine.kill(signal));
  let page: ViteDevServer | null = null;
  try {
    // The engine prints an address first, and another one whenever one has been used.
    for await (const line of createInterface(engine.stdout)) {
      const { url, port } = JSON.parse(line) as { url: string; port: number };
      page ??= await servePage(Number(values.port), `http://127.0.0.1:${port}`);
      const [own] = page.resolvedUrls?.local ?? [];
      process.stdout.write(`The page is at ${own}${new URL(url).hash}\n`);
    }
    await ended;
  } finally {
    engine.kill();
    await page?.close();
  }
}

/** @param engine origin of the engine, which refuses requests of other origins */
async function servePage(port: number, engine: string): Promise<ViteDevServer> {
  const server = await createServer({
    configFile: inProject('src-renderer/vite.config.ts'),
    server: {
      host: '127.0.0.1',
      port,
      proxy: { [enginePaths]: { target: engine, changeOrigin: true, ws: true, headers: { origin: engine } } },
    },
  });
  return server.listen();
}
