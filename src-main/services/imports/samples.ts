import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The sample photos of `@vladmandic/face-api`: from the package in a clone, from the application's resources in a
 * packaged app. Empty where neither exists.
 */
export function samplePhotos(): string[] {
  const folder = [packagedFolder(), sourceFolder()].find((path) => path !== null && existsSync(path));
  if (!folder) return [];
  return readdirSync(folder)
    .filter((name) => /^sample\d+\.jpg$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Only Electron sets it. */
function packagedFolder(): string | null {
  const { resourcesPath } = process as { resourcesPath?: string };
  return resourcesPath ? join(resourcesPath, 'samples') : null;
}

function sourceFolder(): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json');
    return join(dirname(manifest), 'demo');
  } catch {
    return null;
  }
}
