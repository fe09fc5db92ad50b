import { matchesGlob, sep } from 'node:path';
import { required } from '../common/elements.ts';
import type { LeftOutOfImport } from '../contract/models.ts';

/**
 * [Note: What is left out of imported folders] Photo programs and storage devices keep small copies, deleted
 * files and old states of folders beside the originals. Imported, each would be a separate photo with faces.
 * They are recognised by their names: `@eaDir` (Synology), `.@__thumb` and `@Recycle` (QNAP), `#recycle` and
 * `#snapshot` (Synology), `.thumbnails` (Android, freedesktop), `.picasaoriginals` (Picasa), `*.lrdata`
 * (Lightroom), `*.cocatalogdb` (Capture One). A library of Apple Photos is a folder that has the user's
 * photos in `originals`, or `Masters` in older versions. A path given explicitly is imported, whatever its
 * name.
 */
const folders: ReadonlyMap<string, LeftOutOfImport> = new Map([
  ['@eadir', 'thumbnails'],
  ['.@__thumb', 'thumbnails'],
  ['.thumbnails', 'thumbnails'],
  ['.thumbs', 'thumbnails'],
  ['.dthumb', 'thumbnails'],
  ['_thumbnails', 'thumbnails'],
  ['ipod photo cache', 'thumbnails'],
  ['.picasaoriginals', 'app-data'],
  ['#recycle', 'trash'],
  ['@recycle', 'trash'],
  ['$recycle.bin', 'trash'],
  ['recycler', 'trash'],
  ['.dtrash', 'trash'],
  ['#snapshot', 'snapshot'],
  ['@recently-snapshot', 'snapshot'],
  ['.snapshot', 'snapshot'],
  ['.zfs', 'snapshot'],
  ['system volume information', 'app-data'],
  ['lost+found', 'app-data'],
]);

const folderEndings: readonly [ending: string, reason: LeftOutOfImport][] = [
  ['.lrdata', 'thumbnails'],
  ['.lrcat-data', 'app-data'],
  ['.cocatalogdb', 'app-data'],
];

const applePhotos = /\.(photoslibrary|migratedphotolibrary|aplibrary)$/i;
const appleOriginals = new Set(['originals', 'masters']);

/** The exclusion rules of one imported folder. */
export class LeaveOut {
  readonly #globs: readonly string[];

  /** @param globs patterns of the user: see `globs` of the contract */
  constructor(globs: readonly string[] = []) {
    this.#globs = globs;
  }

  /**
   * The reason to leave out a folder or file; null if it is imported.
   * @param relative path relative to the imported folder, without a leading separator
   */
  reason(relative: string, kind: 'folder' | 'file'): LeftOutOfImport | null {
    const parts = relative.split(sep);
    const name = required(parts.at(-1));
    if (this.#matches(relative, name)) return 'excluded';
    if (kind === 'file') return name.startsWith('.') ? 'hidden' : null;
    const lower = name.toLowerCase();
    const known = folders.get(lower) ?? folderEndings.find(([ending]) => lower.endsWith(ending))?.[1];
    if (known) return known;
    if (/^\.trash/.test(lower)) return 'trash';
    if (name.startsWith('.')) return 'hidden';
    const parent = parts.at(-2);
    if (parent !== undefined && applePhotos.test(parent) && !appleOriginals.has(lower)) return 'app-data';
    return null;
  }

  /** The same for a file or folder and all its parents within the imported folder. */
  reasonWithin(relative: string, kind: 'folder' | 'file'): LeftOutOfImport | null {
    const parts = relative.split(sep);
    for (let length = 1; length < parts.length; length++) {
      const reason = this.reason(parts.slice(0, length).join(sep), 'folder');
      if (reason) return reason;
    }
    return this.reason(relative, kind);
  }

  #matches(relative: string, name: string): boolean {
    return this.#globs.some((glob) => matchesGlob(glob.includes('/') ? relative : name, glob));
  }
}
