import { homedir } from 'node:os';
import { join } from 'node:path';

/** The default library directory, in the platform's place for application data. */
export function defaultLibraryDirectory(): string {
  return join(dataDirectory(), 'familiar', 'library');
}

function dataDirectory(): string {
  const home = homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
  return process.env['XDG_DATA_HOME'] || join(home, '.local', 'share');
}
