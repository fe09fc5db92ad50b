import type { Box } from '../../src-main/contract/models.ts';
import { faces, people, photos } from './counts.ts';
import { distance, number } from './format.ts';

const percent = (fraction: number): string => `${number(Math.round(100 * fraction))} %`;

/** Words for correcting who is who, and for taking corrections back. */
export const corrections = {
  select: 'Select',
  done: 'Done',
  selectFace: (n: number) => `Select face ${number(n)}`,
  selectPerson: (name: string) => `Select ${name}`,
  selectedFaces: (n: number) => `${faces(n)} selected`,
  selectedPeople: (n: number) => `${people(n)} selected`,
  selectHint: 'Choose one or more',
  all: 'Select all',
  clear: 'Clear the selection',
  bar: 'Selection',

  move: 'Move to…',
  reject: 'Not this person',
  dismiss: 'Not a face',
  split: 'Split off',
  cover: 'Make cover',
  merge: 'Merge',
  mergeWith: 'Merge with…',
  hide: 'Hide',
  show: 'Show again',
  name: 'Name…',
  distance: 'Own distance…',
  hideStrangers: 'Hide people without a name',
  hideStrangersHint: 'Hides everybody in this photo who has no name, in all their photos. It can be undone.',
  noStrangers: 'Everybody in this photo has a name or is hidden.',
  allSelected: 'Leave at least one face with this person.',
  oneOnly: 'Select one face.',
  twoAtLeast: 'Select two or more.',
  onlyFace: 'That is the only face of this person. Move it to somebody else instead.',
  personMenu: 'More about this person',
  faceMenu: (name: string | null) =>
    name === null ? 'More about this face' : `More about this face of ${name}`,

  picker: {
    label: 'Name',
    placeholder: 'Type a name',
    people: 'People',
    moveTitle: (n: number) => (n === 1 ? 'Move this face to…' : `Move ${faces(n)} to…`),
    mergeTitle: (name: string | null) => (name === null ? 'Merge with…' : `Merge ${name} with…`),
    nameTitle: 'Who is this?',
    move: (name: string) => `Move to ${name}`,
    merge: (name: string) => `Merge with ${name}`,
    save: (name: string) => `Name ${name}`,
    add: (name: string) => `New person “${name}”`,
    nobody: 'New person without a name',
    none: 'Nobody else has a name yet.',
    mergeNone:
      'Nobody else has a name yet. To merge groups without a name, select them together under People.',
    hint: 'Choose somebody',
    compare: (name: string) => `Is this ${name}? All faces of the two will be one person. It can be undone.`,
    noMatch: 'Nobody goes by that name.',
  },

  splitting: {
    open: 'Split…',
    title: (name: string | null) => (name === null ? 'Are these two people?' : `Is ${name} two people?`),
    lead: 'Where the faces come apart first. Choose a face to move it to the other side.',
    at: (d: number | null) =>
      d === null ? 'At no distance are the two alike.' : `The two come together at distance ${distance(d)}.`,
    looking: 'Looking at the faces…',
    keeps: (name: string | null) => (name === null ? 'One person' : `Stays ${name}`),
    leaves: 'Somebody else',
    side: (label: string, n: number) => `${label}, ${faces(n)}`,
    face: (n: number, total: number) => `Face ${number(n)} of ${number(total)}, to the other side`,
    more: (n: number) => `and ${number(n)} more`,
    swap: 'Swap sides',
    other: 'Another way',
    yes: 'Two people',
    no: 'Not two people',
    none: 'There is only one face here, or nothing in which the faces would come apart.',
    noMore: 'There is no other way to part these faces.',
  },

  drawing: {
    open: 'Add a face',
    box: ({ x, y, width, height }: Box) =>
      `Face to add, ${percent(width)} wide and ${percent(height)} high, ${percent(x)} from the left and ${percent(y)} from the top`,
    hint: 'Drag a box around the face. Or arrow keys to move, with Shift to resize, Enter to name it.',
    nameHint: 'Whose face is it? It can be left without a name.',
    looking: 'Looking at the face…',
    add: 'Add',
    missing: 'The file is not there any more, so no face can be added.',
  },

  own: {
    title: (name: string | null) => `Distance of ${name ?? 'this person'}`,
    lead: 'How alike a face must be to count as this person. Looser suits somebody whose photos span many years, stricter somebody with a look-alike.',
    library: (d: number) => `Library: ${distance(d)}`,
    asLibrary: 'As the library',
    use: (d: number) => `Use ${distance(d)}`,
    count: (f: number, p: number) => `${faces(f)} in ${photos(p)} at this distance`,
  },

  hiddenPeople: {
    label: 'Who is listed',
    shown: 'Listed',
    hidden: (n: number) => `Hidden (${number(n)})`,
    badge: 'Hidden',
    none: 'Nobody is hidden',
    noneText: 'People you hide are kept here, and can be shown again.',
    summary: (n: number) => `${people(n)} hidden`,
    nobodyShown: 'Everybody is hidden',
    nobodyShownText: 'Look under “Hidden” to show people again.',
  },

  years: { label: 'Years', undated: 'Without a date', photos },

  history: {
    title: 'Activity',
    open: 'Activity',
    lead: 'Every change can be taken back, the newest first, also after Familiar was closed.',
    none: 'Nothing was changed yet.',
    undo: 'Undo',
    redo: 'Redo',
    undone: 'Undone',
    times: (n: number) => `${number(n)} moves`,
    list: 'Changes',
    nothingToUndo: 'There is nothing to undo.',
    nothingToRedo: 'There is nothing to redo.',
    didUndo: (text: string) => `Undone: ${text}`,
    didRedo: (text: string) => `Redone: ${text}`,
  },
};
