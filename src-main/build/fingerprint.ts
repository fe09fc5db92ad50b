import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files covered by a fingerprint: those at `paths` (files, or whole folders) without `except`. */
export interface FileSet {
  /** Relative to the root, with `/`. */
  paths: readonly string[];
  except?: readonly string[];
}

/**
 * A text that changes when a file is added, removed or written: it covers names, sizes and modification times
 * instead of contents, so that thousands of files take milliseconds. Tests are excluded, since nothing is
 * built from them.
 */
export function fingerprint(root: string, { paths, except = [] }: FileSet): string {
  const hash = createHash('sha256');
  const visit = (path: string): void => {
    if (except.includes(path) || path.endsWith('.test.ts')) return;
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stats) return;
    if (stats.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) visit(`${path}/${name}`);
    } else {
      hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
    }
  };
  paths.forEach(visit);
  return hash.digest('hex');
}

/** Does a stamp file contain this text? */
export function isStamped(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}

export function writeStamp(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
