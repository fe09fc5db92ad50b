import { join, parse } from 'node:path';
import { elementAt, required } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';
import { looksLikePhoto } from '../../contract/photo-endings.ts';
import { listFolder } from '../../photos/read-listed.ts';

/** A photo of a pairs list: the `number`-th, from 1, of the person whose folder has that name. */
export interface NamedPhoto {
  person: string;
  number: number;
}

export interface NamedPair {
  a: NamedPhoto;
  b: NamedPhoto;
  same: boolean;
  /** Number of the fold, from 0. */
  fold: number;
}

/**
 * Reads a pairs list in the format of Labeled Faces in the Wild. The first line has the number of folds and
 * that of same pairs in each (as many different pairs follow them), or the latter alone where there is one
 * fold; without such a line all pairs are one fold. `name n1 n2` is a pair of one person, `name1 n1 name2 n2`
 * one of two. Fields are parted by tabs, or by blanks where there is no tab; empty lines do not count.
 * @throws FamiliarError `bad-request` naming the line that cannot be read, or where pairs are missing
 */
export function parsePairs(text: string): NamedPair[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ number: i + 1, fields: split(line) }))
    .filter(({ fields }) => fields.length > 0);
  if (lines.length === 0) throw new FamiliarError('bad-request', 'the pairs list is empty');

  const header =
    elementAt(lines, 0).fields.length <= 2 ? required(lines.shift()).fields.map(wholeNumber) : null;
  if (header?.includes(null)) {
    throw new FamiliarError(
      'bad-request',
      'line 1 of the pairs list: it takes the number of folds and pairs',
    );
  }
  const folds = header?.length === 2 ? required(header[0]) : 1;
  const perFold = header ? 2 * required(header.at(-1)) : lines.length;
  if (lines.length !== folds * perFold) {
    throw new FamiliarError(
      'bad-request',
      `the pairs list announces ${folds * perFold} pairs (${folds} x ${perFold}) and has ${lines.length}`,
    );
  }
  return lines.map(({ number, fields }, i) => ({
    ...parsePair(fields, number),
    fold: Math.floor(i / perFold),
  }));
}

function parsePair(fields: string[], line: number): Omit<NamedPair, 'fold'> {
  const same = fields.length === 3;
  const [personA, numberA, personB, numberB] = same ? [fields[0], fields[1], fields[0], fields[2]] : fields;
  const a = { person: personA, number: wholeNumber(numberA) };
  const b = { person: personB, number: wholeNumber(numberB) };
  if ((!same && fields.length !== 4) || !a.number || !b.number) {
    throw new FamiliarError(
      'bad-request',
      `line ${line} of the pairs list: it takes "name n1 n2" or "name1 n1 name2 n2", not "${fields.join(' ')}"`,
    );
  }
  return { a: a as NamedPhoto, b: b as NamedPhoto, same };
}

function split(line: string): string[] {
  const trimmed = line.trim();
  if (trimmed === '') return [];
  return trimmed.split(trimmed.includes('\t') ? /\s*\t\s*/ : /\s+/);
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^[1-9][0-9]{0,6}$/.test(text) ? Number(text) : null;
}

/**
 * Finds the files that a pairs list names: photo 7 of Ada Li is `<images>/Ada_Li/Ada_Li_0007` with the ending
 * of any photo format.
 * @throws FamiliarError `path-missing` naming the first photo that is not there
 */
export async function locatePairs(
  images: string,
  pairs: readonly NamedPair[],
): Promise<(Omit<NamedPair, 'a' | 'b'> & { a: string; b: string })[]> {
  const people = new Set(pairs.flatMap(({ a, b }) => [a.person, b.person]));
  const files = new Map<string, string>();
  for (const person of people) {
    const folder = join(images, person);
    for (const { name } of await listFolder(folder)) {
      if (looksLikePhoto(name)) files.set(join(folder, parse(name).name), join(folder, name));
    }
  }
  const locate = ({ person, number }: NamedPhoto): string => {
    const stem = join(images, person, `${person}_${String(number).padStart(4, '0')}`);
    const file = files.get(stem);
    if (!file)
      throw new FamiliarError('path-missing', `the pairs list names a photo that is missing: ${stem}`);
    return file;
  };
  return pairs.map((pair) => ({ ...pair, a: locate(pair.a), b: locate(pair.b) }));
}
