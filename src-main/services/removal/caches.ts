import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { indexFile } from '../model-session/active-model.ts';

/**
 * Removes the caches of all models except the one in force; they are made again on demand.
 * @param root directory of the library
 */
export function removeOtherCaches(root: string, activeModel: string): void {
  const folder = dirname(indexFile(root, activeModel));
  for (const name of namesIn(folder)) {
    if (!name.startsWith(`${activeModel}.`)) rmSync(join(folder, name), { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
