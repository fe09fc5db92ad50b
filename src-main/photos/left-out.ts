import { matchesGlob, sep } from 'node:path';
import type { LeftOutOfImport } from '../contract/models.ts';

/**
 * [Note: What is left out of imported folders]
 * Photo programs and storage devices keep small copies, thrown-away files and old states of folders beside the
 * originals. Imported, each would be a photo of its own with faces of its own. They are known by the names that
 * those programs give: `@eaDir` (Synology), `.@__thumb` and `@Recycle` (QNAP), `#recycle` and `#snapshot`
 * (Synology), `.thumbnails` (Android, freedesktop), `.picasaoriginals` (Picasa), `*.lrdata` (Lightroom),
 * `*.cocatalogdb` (Capture One). A library of Apple Photos is a folder of which `originals`, or `Masters` in
 * older ones, holds what the user took. What was named outright is imported whatever its name.
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

/** What is left out of one imported folder. */
export class LeaveOut {
  readonly #globs: readonly string[];

  /** @param globs what the user said: see `globs` of the contract */
  constructor(globs: readonly string[] = []) {
    this.#globs = globs;
  }

  /**
   * Why a folder or file is not imported; null where it is.
   * @param relative from the imported folder on, without a separator at the start
   */
  reason(relative: string, kind: 'folder' | 'file'): LeftOutOfImport | null {
    const parts = relative.split(sep);
    const name = parts.at(-1)!;
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

  /** The same for a file or folder and all folders that it is in, from the imported one on. */
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
