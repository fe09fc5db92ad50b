import { InvalidArgumentError, Option } from 'commander';
import { defaultLibraryDirectory } from '../common/library-directory.ts';
import { deviceRequest } from '../contract/models.ts';

/** Options shared by several commands. */

export const libraryOption = () =>
  new Option('--library <dir>', 'directory of the library; made where there is none')
    .argParser((text) => {
      if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
      return text;
    })
    .env('FAMILIAR_LIBRARY')
    .default(defaultLibraryDirectory(), "the platform's place for application data");

export const deviceOption = () =>
  new Option(
    '--device <device>',
    'what runs the networks; auto takes a GPU that passes a self-test, the fastest',
  )
    .choices(deviceRequest.options)
    .default('auto');

export const jsonOption = () => new Option('--json', 'print JSON alone on standard output');

/** Reads a number within bounds. */
export function numberBetween(low: number, high: number, kind: 'any' | 'whole' = 'any') {
  return (text: string): number => {
    const value = text.trim() === '' ? NaN : Number(text);
    const fits = value >= low && value <= high && (kind === 'any' || Number.isInteger(value));
    if (!fits) {
      const what = kind === 'whole' ? 'a whole number' : 'a number';
      throw new InvalidArgumentError(`It takes ${what} from ${low} to ${high}.`);
    }
    return value;
  };
}

/** Prints a value as JSON; control characters are escaped, so that a terminal ignores them. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value, null, 2).replace(
    /[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  process.stdout.write(Buffer.from(`${text}\n`));
}
