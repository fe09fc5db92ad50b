import { readFile, readdir, stat } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { FolderPlace } from '../../contract/models.ts';

/** Folders of the user that usually hold photos, in the order in which they are offered. */
const ownFolders = [
  { kind: 'pictures', xdg: 'XDG_PICTURES_DIR', name: 'Pictures' },
  { kind: 'desktop', xdg: 'XDG_DESKTOP_DIR', name: 'Desktop' },
  { kind: 'downloads', xdg: 'XDG_DOWNLOAD_DIR', name: 'Downloads' },
] as const;

/**
 * Starting points for the folder dialog: the home folder, the user's own folders and mounted disks. Only existing
 * folders are listed, each once.
 * @param home the user's home folder, absolute
 */
export async function folderPlaces(home: string = homedir()): Promise<FolderPlace[]> {
  const xdg = await xdgFolders(home);
  const own = ownFolders.map(({ kind, xdg: key, name }) => ({
    kind,
    path: xdg.get(key) ?? join(home, name),
  }));
  const disks = (await diskFolders()).map((path) => ({ kind: 'disk' as const, path }));
  const wanted: FolderPlace[] = [{ kind: 'home', path: home }, ...own, ...disks];
  const there = await Promise.all(wanted.map(({ path }) => isFolder(path)));
  const seen = new Set<string>();
  return wanted.filter(({ path }, index) => {
    if (!there[index] || seen.has(path)) return false;
    seen.add(path);
    return true;
  });
}

/** Names of the user's folders on the desktop, which differ between languages (freedesktop xdg-user-dirs). */
async function xdgFolders(home: string): Promise<Map<string, string>> {
  const config = process.env['XDG_CONFIG_HOME'] ?? join(home, '.config');
  const text = await readFile(join(config, 'user-dirs.dirs'), 'utf8').catch(() => '');
  return new Map(
    Array.from(text.matchAll(/^(XDG_\w+_DIR)="(.*)"$/gm), ([, key = '', path = '']) => [
      key,
      path.replace(/^\$HOME/, home),
    ]),
  );
}

async function diskFolders(): Promise<string[]> {
  if (process.platform === 'win32') {
    return Array.from({ length: 26 }, (_, letter) => `${String.fromCharCode(65 + letter)}:\\`);
  }
  const roots =
    process.platform === 'darwin'
      ? ['/Volumes']
      : [join('/media', userInfo().username), join('/run/media', userInfo().username), '/mnt'];
  const found = await Promise.all(
    roots.map(async (root) => (await readdir(root).catch(() => [])).map((name) => join(root, name))),
  );
  return found.flat();
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
