import { Command } from 'commander';
import { deviceOption, jsonOption, libraryOption, numberBetween } from './options.ts';
import type { ServeOptions } from './serving.ts';
import { answerWatcher, isWatchedOver, watchOver } from './supervisor.ts';

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

/** The supervisor loads nothing of the engine, so that the serving process starts at once. */
async function runServe(options: ServeOptions): Promise<void> {
  if (!isWatchedOver()) return watchOver();
  const watcher = await answerWatcher();
  try {
    const { serveUntilStopped } = await import('./serving.ts');
    await serveUntilStopped(options, watcher);
  } finally {
    watcher.leave();
  }
}
