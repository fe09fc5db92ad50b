import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/**
 * File of the command that an installed package brings, to be run by Node: the shell scripts npm makes of it
 * differ from system to system.
 * @param command needed where the package brings several or one of another name
 */
export function packageCommand(name: string, command = name): string {
  const folder = join(modules, name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}
