import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the labelled faces or the hostile photos for tests lie: the folder that the environment names
 * (FAMILIAR_FACES_DIR, FAMILIAR_PHOTOS_DIR), else `shared` beside the checkout; null where there is none.
 */
export function testData(kind: 'faces' | 'photos'): string | null {
  const named = process.env[`FAMILIAR_${kind.toUpperCase()}_DIR`];
  const beside = fileURLToPath(new URL(`../../../shared/${kind}`, import.meta.url));
  return [named, beside].find((path) => path && existsSync(path)) ?? null;
}

/** A path within {@link testData}; to be used where that is known to be there. */
export const testFile = (kind: 'faces' | 'photos', ...path: string[]): string =>
  join(testData(kind) ?? '', ...path);
