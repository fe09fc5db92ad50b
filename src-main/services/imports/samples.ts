import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The sample photos: those that come inside `@vladmandic/face-api`, from the package itself in a clone and
 * from the application's resources once it is packaged. Empty where neither is there.
 */
export function samplePhotos(): string[] {
  const folder = [packagedFolder(), sourceFolder()].find((path) => path !== null && existsSync(path));
  if (!folder) return [];
  return readdirSync(folder)
    .filter((name) => /^sample\d+\.jpg$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Set by Electron alone. */
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
