import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the `electron` package. Its binary is downloaded separately, when first needed. */
export const electronPackage = fileURLToPath(new URL('../../node_modules/electron', import.meta.url));

/** Path of Electron's executable, or null if it is not downloaded. Downloads nothing. */
export function electronBinary(): string | null {
  const pathFile = join(electronPackage, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(electronPackage, 'dist');
  const binary = join(folder, readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? binary : null;
}

/** Can windows be shown? Only Linux and similar systems commonly run without a desktop. */
export function hasDisplay(): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** Switches that Chromium, and so Electron, needs if its sandbox cannot work: it refuses to run as root. */
export function sandboxSwitches(): string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/**
 * Environment for Electron as an application, even from the terminal of an editor that is an Electron app. Compiled
 * modules of Node are none of Electron's.
 */
export function electronEnvironment(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  delete environment['ELECTRON_RUN_AS_NODE'];
  delete environment['NODE_COMPILE_CACHE'];
  return environment;
}
