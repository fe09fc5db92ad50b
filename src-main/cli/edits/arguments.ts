import { Argument, InvalidArgumentError, Option } from 'commander';
import { personId } from '../../contract/person-id.ts';
import { numberBetween } from '../options.ts';

const readPerson = (text: string): string => {
  if (!personId.safeParse(text).success) {
    throw new InvalidArgumentError('It takes p or c and a number, as familiar people --json shows it.');
  }
  return text;
};
const readFace = numberBetween(1, Number.MAX_SAFE_INTEGER, 'whole');
/** Commander passes the values of a list one by one. */
const listOf =
  <T>(read: (text: string) => T) =>
  (text: string, before: T[] | undefined): T[] => [...(before ?? []), read(text)];

export const personArgument = () =>
  new Argument('<id>', 'person, as familiar people --json shows it').argParser(readPerson);
export const peopleArgument = () =>
  new Argument('<id...>', 'people, as familiar people --json shows them').argParser(listOf(readPerson));
export const faceArgument = () =>
  new Argument('<face>', 'face, as familiar faces list shows it').argParser(readFace);
export const facesArgument = (listing = 'familiar faces list') =>
  new Argument('<face...>', `faces, as ${listing} shows them`).argParser(listOf(readFace));

export const personOption = (flag: string, words: string) => new Option(flag, words).argParser(readPerson);
export const distanceOption = () =>
  new Option('--distance <d>', 'distance at which people are shown; otherwise the one last chosen').argParser(
    numberBetween(0, 2),
  );
