import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { required } from '../common/elements.ts';
import { onDisk } from './disk.ts';

/** A metadata file of another program, for one photo or for all photos of a folder. */
export interface Companion {
  path: string;
  kind: 'xmp' | 'takeout' | 'picasa';
}

/** Google Takeout truncates the name of a photo's JSON file to this many characters before its extension. */
const takeoutNameLength = 46;
const picasaNames = new Set(['.picasa.ini', 'picasa.ini']);

/**
 * The metadata files in one folder: `photo.jpg.xmp` and `photo.xmp`, in either case; the JSON files of Google
 * Takeout in all their spellings; and the folder's `.picasa.ini`. The folder is listed once for all its
 * photos.
 */
export class Companions {
  readonly #folder: string;
  /** Actual names, by name in lower case. */
  readonly #xmp = new Map<string, string>();
  readonly #json = new Map<string, string>();
  readonly #picasa: string | null = null;
  readonly #stamps = new Map<string, Promise<string>>();

  /** @param names names of all files in the folder */
  constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    for (const name of names) {
      const low = name.toLowerCase();
      if (low.endsWith('.xmp')) this.#xmp.set(low, name);
      else if (low.endsWith('.json')) this.#json.set(low, name);
      else if (picasaNames.has(low)) this.#picasa = name;
    }
  }

  /** A folder that cannot be listed has no companions. */
  static async in(folder: string): Promise<Companions> {
    const names = await onDisk(folder, () => readdir(folder)).catch(() => []);
    return new Companions(folder, names);
  }

  /** The companions of a photo, the most trusted first. */
  of(photo: string): Companion[] {
    const name = basename(photo).toLowerCase();
    const found: Companion[] = [];
    const add = (kind: Companion['kind'], file: string | null | undefined) => {
      if (file) found.push({ path: join(this.#folder, file), kind });
    };
    if (this.#xmp.size > 0) for (const sidecar of xmpNames(name)) add('xmp', this.#xmp.get(sidecar));
    if (this.#json.size > 0) {
      const takeout = takeoutNames(name).find((one) => this.#json.has(one));
      add('takeout', takeout && this.#json.get(takeout));
    }
    add('picasa', this.#picasa);
    return found;
  }

  /**
   * A stamp of the companions of a photo: their names, sizes and modification times; empty without
   * companions.
   */
  async stampOf(photo: string): Promise<string> {
    return (await Promise.all(this.of(photo).map(({ path }) => this.#stampOfFile(path)))).join(' ');
  }

  #stampOfFile(path: string): Promise<string> {
    const known = this.#stamps.get(path);
    if (known) return known;
    const asked = onDisk(path, () => stat(path)).then(
      ({ size, mtimeMs }) => `${encodeURIComponent(basename(path))}:${size}:${mtimeMs}`,
      () => '',
    );
    this.#stamps.set(path, asked);
    return asked;
  }
}

/** Can a file of this name have metadata of the photos beside it? */
export const isCompanion = (name: string): boolean =>
  /\.(xmp|json)$/i.test(name) || picasaNames.has(name.toLowerCase());

/** The companions of one photo. */
export const companionsOf = async (photo: string): Promise<Companion[]> =>
  (await Companions.in(dirname(photo))).of(photo);

const stem = (name: string): string => name.replace(/\.[^.]*$/, '');

const xmpNames = (name: string): string[] => [...new Set([`${name}.xmp`, `${stem(name)}.xmp`])];

/**
 * Names that Takeout gives: `photo.jpg.json`, since 2024 `photo.jpg.supplemental-metadata.json`, both
 * truncated if long. The second of two photos with one name, `photo(1).jpg`, has `photo.jpg(1).json`. An
 * edited photo shares the file of the original.
 */
function takeoutNames(name: string): string[] {
  const original = name.replace(/-(edited|bearbeitet|modifié|editado|modificato)(?=\.[^.]*$)/, '');
  const [, base, number, ending] = required(/^(.*?)(\(\d+\))?(\.[^.]*)?$/.exec(original));
  const whole = `${base}${ending ?? ''}`;
  const numbered = number ?? '';
  const names = ['.supplemental-metadata', ''].flatMap((suffix) => {
    const full = `${whole}${suffix}`;
    const cut = full.slice(0, takeoutNameLength);
    return [`${cut}${numbered}.json`, `${full}${numbered}.json`];
  });
  return [...new Set([...names, `${stem(whole)}${numbered}.json`])];
}
