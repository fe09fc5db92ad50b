import { InvalidArgumentError, Option } from 'commander';
import { defaultLibraryDirectory } from '../common/library-directory.ts';
import { deviceRequest } from '../contract/models.ts';

/** Options that several commands share. */

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

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
