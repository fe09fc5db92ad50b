import { entryOf } from '../common/elements.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/**
 * The script of an installed package's command, to be run by Node: npm's shell wrappers differ between
 * systems.
 * @param command required if the package has several commands or one of another name
 */
export function packageCommand(name: string, command = name): string {
  const folder = join(modules, name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  return join(folder, typeof bin === 'string' ? bin : entryOf(bin, command));
}
