import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultLibraryDirectory } from '../common/library-directory.ts';

/**
 * The library to open: `--library <directory>`, else FAMILIAR_LIBRARY, else the user's own. Switches that are
 * Chromium's are passed over.
 * @param args `process.argv` without the executable
 */
export function libraryDirectory(args: readonly string[], environment: NodeJS.ProcessEnv): string {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: { library: { type: 'string' } },
  });
  const given = typeof values.library === 'string' ? values.library : environment.FAMILIAR_LIBRARY;
  return given ? resolve(given) : defaultLibraryDirectory();
}
