/**
 * Downloads Electron's archive into the cache from which the `electron` package unpacks it. Runs as a
 * separate process, started and watched by `fetch-electron.ts`, and reports by messages.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { electronPackage } from './electron-binary.ts';

/** Messages to the parent process. */
export type DownloadMessage =
  { received: number; total: number | null } | { failed: string } | { done: true };

/** The used part of `@electron/get`, a dependency of `electron`. */
interface ElectronGet {
  downloadArtifact(details: {
    version: string;
    artifactName: 'electron';
    cacheRoot?: string | undefined;
    checksums: Record<string, string>;
    downloadOptions: {
      quiet: boolean;
      getProgressCallback(progress: { transferred: number; total: number | null }): Promise<void>;
    };
  }): Promise<string>;
}

const tell = (message: DownloadMessage): void => void process.send?.(message);
const readJson = (name: string): unknown => JSON.parse(readFileSync(join(electronPackage, name), 'utf8'));

process.on('disconnect', () => process.exit());
try {
  const resolver = createRequire(join(electronPackage, 'install.js'));
  const { downloadArtifact } = (await import(
    pathToFileURL(resolver.resolve('@electron/get')).href
  )) as ElectronGet;
  await downloadArtifact({
    version: (readJson('package.json') as { version: string }).version,
    artifactName: 'electron',
    cacheRoot: process.env['electron_config_cache'],
    checksums: readJson('checksums.json') as Record<string, string>,
    downloadOptions: {
      quiet: true,
      async getProgressCallback({ transferred, total }) {
        tell({ received: transferred, total });
      },
    },
  });
  tell({ done: true });
} catch (error) {
  tell({ failed: reason(error) });
}
process.disconnect?.();

/** `fetch` only reports that it failed; the reason is the innermost cause. */
function reason(error: unknown): string {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause) innermost = innermost.cause;
  return innermost instanceof Error ? innermost.message : String(innermost);
}
