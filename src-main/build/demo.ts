import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defaultLibraryDirectory } from '../common/library-directory.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { exitLike, runChild } from './child.mjs';
import { open } from './start.ts';

/**
 * Imports the sample photos into a separate library, and opens the app on it.
 * @param userDirectory base of relative paths among the arguments
 */
export async function demo(args: string[], userDirectory: string): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { library: { type: 'string' }, browser: { type: 'boolean' }, fetch: { type: 'boolean' } },
  });
  const library = values.library
    ? resolve(userDirectory, values.library)
    : join(dirname(defaultLibraryDirectory()), 'demo');
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const imported = await runChild(process.execPath, [
    main,
    'import',
    ...samplePhotos(),
    '--library',
    library,
  ]);
  if (imported.code !== 0 || imported.interrupted) return exitLike(imported);
  await open({ ...values, library });
}
