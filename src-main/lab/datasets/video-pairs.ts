import { elementAt } from '../../common/elements.ts';
import { FamiliarError } from '../../contract/errors.ts';

/** Two videos of a pairs list, each named `<Person>/<video>` as its folder is. */
export interface NamedVideoPair {
  a: string;
  b: string;
  same: boolean;
  /** From 0, in the order of the list's own numbers. */
  fold: number;
}

/**
 * Reads a pairs list of videos. A line is `split, first name, second name, is same`, as `splits.txt` of YouTube
 * Faces has it (Wolf et al. 2011), or the same parted by blanks; a name is `<Person>/<video>`, is same 1 or 0.
 * Without the first field in any line all pairs are one fold. A first line without a slash is a heading; empty
 * lines do not count.
 * @throws FamiliarError `bad-request` naming the line that cannot be read, whose names and last field
 * contradict each other, or that has more or fewer fields than the first
 */
export function parseVideoPairs(text: string): NamedVideoPair[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ line: line.trim(), number: i + 1 }))
    .filter(({ line }) => line !== '');
  if (lines.length > 0 && !elementAt(lines, 0).line.includes('/')) lines.shift();
  if (lines.length === 0) throw new FamiliarError('bad-request', 'the pairs list is empty');

  const width = split(elementAt(lines, 0).line).length;
  const pairs = lines.map(({ line, number }) => {
    const fields = split(line);
    if (fields.length !== width) {
      throw refused(number, `it has ${fields.length} fields where the first pair has ${width}`);
    }
    return parsePair(fields, number);
  });
  const splits = [...new Set(pairs.map((pair) => pair.split))].sort((a, b) => a - b);
  return pairs.map(({ split, ...pair }) => ({ ...pair, fold: splits.indexOf(split) }));
}

function parsePair(fields: string[], line: number) {
  const [split = '', a = '', b = '', same = ''] = fields.length === 3 ? ['1', ...fields] : fields;
  const readable =
    (fields.length === 3 || fields.length === 4) && /^\d{1,6}$/.test(split) && /^[01]$/.test(same);
  if (!readable) {
    throw refused(line, `it takes "split, first name, second name, 1 or 0", not "${fields.join(', ')}"`);
  }
  for (const name of [a, b]) {
    if (!isVideoName(name)) throw refused(line, `a video is named "Person/video", not "${name}"`);
  }
  const isSame = same === '1';
  if ((personOf(a) === personOf(b)) !== isSame) {
    throw refused(line, `${a} and ${b} cannot be ${isSame ? 'one person' : 'two people'}`);
  }
  return { split: Number(split), a, b, same: isSame };
}

/** Tells whether a name is `<Person>/<video>`, two folder names that do not lead elsewhere. */
function isVideoName(name: string): boolean {
  const parts = name.split('/');
  return parts.length === 2 && parts.every((part) => /^[^\\]+$/.test(part) && part !== '.' && part !== '..');
}

const personOf = (video: string): string => video.slice(0, video.indexOf('/'));

const split = (line: string): string[] => line.split(line.includes(',') ? /\s*,\s*/ : /\s+/);

const refused = (line: number, why: string): FamiliarError =>
  new FamiliarError('bad-request', `line ${line} of the pairs list: ${why}`);
