import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { onDisk } from './disk.ts';

/** A file in which another program keeps what it knows of a photo, or of all photos of a folder. */
export interface Companion {
  path: string;
  kind: 'xmp' | 'takeout' | 'picasa';
}

/** Google cuts the name of a photo's JSON file to so many characters before its ending. */
const takeoutNameLength = 46;
const picasaNames = new Set(['.picasa.ini', 'picasa.ini']);

/**
 * The files beside the photos of one folder that tell of them: `photo.jpg.xmp` and `photo.xmp`, in letters of either
 * case; the JSON files of Google Takeout in all their spellings; and the folder's `.picasa.ini`. The folder is listed
 * once, however many photos are asked for.
 */
export class Companions {
  readonly #folder: string;
  /** By name in small letters. */
  readonly #xmp = new Map<string, string>();
  readonly #json = new Map<string, string>();
  readonly #picasa: string | null = null;
  readonly #stamps = new Map<string, Promise<string>>();

  /** @param names of all files in the folder */
  constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    for (const name of names) {
      const low = name.toLowerCase();
      if (low.endsWith('.xmp')) this.#xmp.set(low, name);
      else if (low.endsWith('.json')) this.#json.set(low, name);
      else if (picasaNames.has(low)) this.#picasa = name;
    }
  }

  /** A folder that cannot be listed has none. */
  static async in(folder: string): Promise<Companions> {
    const names = await onDisk(folder, () => readdir(folder)).catch(() => []);
    return new Companions(folder, names);
  }

  /** What is beside a photo; what is to be believed first, first. */
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

  /** Tells whether the companions of a photo are as they were: their names, sizes and times; empty without any. */
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

/** Whether a file of this name may tell of photos that lie beside it. */
export const isCompanion = (name: string): boolean =>
  /\.(xmp|json)$/i.test(name) || picasaNames.has(name.toLowerCase());

/** What lies beside one photo. */
export const companionsOf = async (photo: string): Promise<Companion[]> =>
  (await Companions.in(dirname(photo))).of(photo);

const stem = (name: string): string => name.replace(/\.[^.]*$/, '');

const xmpNames = (name: string): string[] => [...new Set([`${name}.xmp`, `${stem(name)}.xmp`])];

/**
 * `photo.jpg.json`, since 2024 `photo.jpg.supplemental-metadata.json`, both cut where they are long; of the second of
 * two photos with one name, `photo(1).jpg`, it is `photo.jpg(1).json`. An edited photo shares the file of the original.
 */
function takeoutNames(name: string): string[] {
  const original = name.replace(/-(edited|bearbeitet|modifié|editado|modificato)(?=\.[^.]*$)/, '');
  const [, base, number, ending] = /^(.*?)(\(\d+\))?(\.[^.]*)?$/.exec(original)!;
  const whole = `${base}${ending ?? ''}`;
  const numbered = number ?? '';
  const names = ['.supplemental-metadata', ''].flatMap((suffix) => {
    const full = `${whole}${suffix}`;
    const cut = full.slice(0, takeoutNameLength);
    return [`${cut}${numbered}.json`, `${full}${numbered}.json`];
  });
  return [...new Set([...names, `${stem(whole)}${numbered}.json`])];
}
