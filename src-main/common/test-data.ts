import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';

/**
 * Folder of the labelled faces or the hostile photos for tests: by the environment (FAMILIAR_FACES_DIR,
 * FAMILIAR_PHOTOS_DIR), else `shared` beside the checkout; null if absent.
 */
export function testData(kind: 'faces' | 'photos'): string | null {
  const path =
    process.env[`FAMILIAR_${kind.toUpperCase()}_DIR`] ??
    fileURLToPath(new URL(`../../../shared/${kind}`, import.meta.url));
  return existsSync(path) ? path : null;
}

/** A path within {@link testData}, which must exist. */
export const testFile = (kind: 'faces' | 'photos', ...path: string[]): string =>
  join(testData(kind) ?? '', ...path);

const wanted = { faces: 'labelled faces', photos: 'found and hostile photos' };

/** Skips a test, with the reason, if its data are absent: `beforeEach(needs('faces'))`. */
export const needs =
  (kind: 'faces' | 'photos') =>
  (test: TestContext): void =>
    test.skip(
      testData(kind) === null,
      `the ${wanted[kind]} are not there (FAMILIAR_${kind.toUpperCase()}_DIR)`,
    );
