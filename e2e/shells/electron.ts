import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import {
  electronBinary,
  electronEnvironment,
  hasDisplay,
  sandboxSwitches,
} from '../../src-main/build/electron-binary.ts';
import type { OpenedApp } from './opened-app.ts';
import { endProcess } from './process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Why Electron cannot be tested on this machine; null where it can. */
export function electronObstacle(): string | null {
  if (electronBinary() === null) return "Electron's binary is not installed (npm start fetches it)";
  if (!hasDisplay()) return 'there is no display for Electron (xvfb-run gives it one)';
  return null;
}

/** Opens a library in Electron, apart from a Familiar that the user has open. */
export async function openInElectron(library: string): Promise<OpenedApp> {
  const profile = await mkdtemp(join(tmpdir(), 'familiar-profile-'));
  const binary = electronBinary();
  const app = await _electron.launch({
    ...(binary !== null && { executablePath: binary }),
    args: [...sandboxSwitches(), `--user-data-dir=${profile}`, '.'],
    cwd: root,
    env: { ...environment(), FAMILIAR_LIBRARY: library },
  });
  const forgetProfile = () => rm(profile, { recursive: true, force: true });
  return {
    page: await app.firstWindow(),
    async chooseFolder(path, ask) {
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] });
      }, path);
      await ask();
    },
    async close() {
      await app.close();
      await forgetProfile();
    },
    async kill() {
      await endProcess(app.process(), 'SIGKILL');
      await forgetProfile();
    },
  };
}

function environment(): Record<string, string> {
  const entries = Object.entries(electronEnvironment());
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
