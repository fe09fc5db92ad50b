import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the `electron` package. The package holds no binary: that is fetched when first needed. */
export const electronPackage = fileURLToPath(new URL('../../node_modules/electron', import.meta.url));

/** Electron's executable, or null where it has not been fetched. Nothing is downloaded here. */
export function electronBinary(): string | null {
  const pathFile = join(electronPackage, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(electronPackage, 'dist');
  const binary = join(folder, readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? binary : null;
}

/** Whether windows can be shown. Only Linux and its kin run without a desktop as a matter of course. */
export function hasDisplay(): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** Switches that Chromium, and so Electron, needs where its sandbox cannot work: it refuses to run as root. */
export function sandboxSwitches(): string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/** Environment for Electron as an application, also from the terminal of an editor that is Electron itself. */
export function electronEnvironment(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  delete environment['ELECTRON_RUN_AS_NODE'];
  return environment;
}
