import { entryOf } from '../../common/elements.ts';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package that is distributed, in whole or in part. */
export interface ShippedPackage {
  name: string;
  version: string;
  /** SPDX expression, as stated by the package. */
  licence: string;
  /** Absolute path of its folder. */
  folder: string;
}

/**
 * Packages that are distributed without being runtime dependencies: the page contains the runtimes of
 * Svelte and of its messages and the fonts, the models contain the weights of face-api, and its pictures are the
 * samples. Electron adds its own notices to every package.
 */
const alsoShipped = [
  'svelte',
  'clsx',
  'esm-env',
  'intl-messageformat',
  '@formatjs/fast-memoize',
  '@formatjs/icu-messageformat-parser',
  '@formatjs/icu-skeleton-parser',
  '@fontsource-variable/inter',
  '@fontsource-variable/noto-sans-kr',
  '@vladmandic/face-api',
];

interface LockedPackage {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/**
 * The installed packages that production depends on, directly or indirectly, and those distributed in other
 * ways. Training on CUDA (`@tensorflow/tfjs-node-gpu`) is for clones and not included.
 * @param root the project's folder, with its lockfile and packages
 */
export function shippedPackages(root: string): ShippedPackage[] {
  const { packages } = readJson(join(root, 'package-lock.json')) as {
    packages: Record<string, LockedPackage>;
  };
  const found = new Map<string, ShippedPackage>();
  const note = (path: string): void => {
    const { name, version, license } = readJson(join(root, path, 'package.json')) as {
      name: string;
      version: string;
      license?: string;
    };
    found.set(path, { name, version, licence: license ?? 'not stated', folder: join(root, path) });
  };
  const follow = (dependencies: Record<string, string>, from: string): void => {
    for (const name of Object.keys(dependencies)) {
      const path = resolve(name, from, packages);
      if (path === null || found.has(path) || !existsSync(join(root, path))) continue;
      note(path);
      const { dependencies: next = {}, optionalDependencies = {} } = entryOf(packages, path);
      follow({ ...next, ...optionalDependencies }, path);
    }
  };
  follow(entryOf(packages, '').dependencies ?? {}, '');
  for (const name of alsoShipped) note(`node_modules/${name}`);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Resolves a package from the folder of another as Node does: beside it, or further out. */
function resolve(name: string, from: string, packages: Record<string, unknown>): string | null {
  for (let folder = from; ; folder = folder.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in packages) return path;
    if (folder === '') return null;
  }
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
