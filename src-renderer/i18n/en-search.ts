import type { Strangers } from '../components/distance/strangers.ts';
import { photos } from './counts.ts';
import { distance, number } from './format.ts';

/** `fewer than 1 in 10,000 strangers are as near`. */
function asNear({ extent, oneIn }: Strangers): string {
  const extents = { fewer: 'fewer than ', about: '', more: 'more than ' };
  const rate = `${extents[extent]}1 in ${number(oneIn)} strangers`;
  return extent === 'about' ? `${rate} is as near` : `${rate} are as near`;
}

const measured = (d: number, who: Strangers | null): string =>
  `(${distance(d)}${who ? `, ${asNear(who)}` : ''})`;

/** Words for finding photos, and who is in one. */
export const search = {
  title: 'Search',
  form: 'What to look for',
  people: 'People in the photo',
  placeholder: 'Add a name',
  suggestions: 'Names in use',
  noNames: 'Give people names first, and find their photos here.',
  match: { label: 'How many of them', all: 'All of them', any: 'Any of them' },
  without: 'without',
  unknown: (name: string) => `Nobody is called “${name}” yet.`,
  chosen: 'People searched for',
  turn: (name: string, without: boolean) =>
    without ? `Look for photos with ${name}` : `Look for photos without ${name}`,
  remove: (name: string) => `Leave ${name} out of the search`,
  turnHint: 'Press to look for photos with or without this person.',
  undated: 'Without a date',
  from: 'From',
  to: 'To',
  clear: 'Clear',
  found: (n: number) => `${photos(n)} found`,
  results: 'Photos found',
  none: 'No photo fits',
  noneText: 'Try fewer people or more days.',
  start: 'Who are you looking for?',
  startText: 'Add names, choose days, or show Familiar a photo of a face.',
  oldDays: 'The first day is after the last.',
  who: 'Who is this?',
  drop: 'Drop a photo of a face here',
  choose: 'Choose a photo',
  kept: 'It is only looked at: nothing of it is kept.',
  looking: 'Looking at the photo…',
  answer: 'Who it looks like',
  noFace: 'There is no face in that photo that Familiar could find.',
  nobody: 'Nobody in the library looks like this face.',
  face: (n: number, total: number) => (total === 1 ? 'The face' : `Face ${number(n)} of ${number(total)}`),
  like: (name: string | null, d: number, who: Strangers | null) =>
    `Looks like ${name ?? 'somebody without a name'} ${measured(d, who)}`,
  nearest: (name: string | null, d: number, who: Strangers | null) =>
    `Nearest is ${name ?? 'somebody without a name'} ${measured(d, who)}`,
  close: 'Close the answer',
  others: 'Less alike',
  other: (name: string | null, d: number) => `${name ?? 'Unnamed'}, ${distance(d)}`,
  photosOf: (name: string | null) => (name === null ? 'Find their photos' : `Find photos of ${name}`),
  unnamed: 'Unnamed',
};
