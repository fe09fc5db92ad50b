import { isAbsolute } from 'node:path';
import { FamiliarError } from '../contract/errors.ts';

/**
 * Returns a path given by a page, which has no working directory for relative ones.
 * @throws FamiliarError `bad-request` for a relative path
 */
export function absolutePath(path: string): string {
  if (!isAbsolute(path)) throw new FamiliarError('bad-request', `${path} is no absolute path`);
  return path;
}
