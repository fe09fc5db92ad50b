import { homedir } from 'node:os';
import { join } from 'node:path';

/** Familiar's folder in the platform's cache directory. */
export function cacheDirectory(): string {
  const home = homedir();
  const caches =
    process.platform === 'darwin'
      ? join(home, 'Library', 'Caches')
      : process.platform === 'win32'
        ? (process.env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'))
        : process.env['XDG_CACHE_HOME'] || join(home, '.cache');
  return join(caches, 'familiar');
}
