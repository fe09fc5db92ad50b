import type { Removal, RemovalKind } from '../../src-main/contract/removals.ts';
import { faces, photos } from './counts.ts';
import { removed } from './edit-text.ts';
import { count, dayOf, list, number } from './format.ts';

/** Words for taking things out of the library, and back in. */
export const removal = {
  folder: 'Remove folder…',
  missing: 'Remove missing photos…',
  photo: 'Remove from the library…',
  person: 'Forget this person…',
  faces: 'Delete all face data…',

  title: (kind: RemovalKind, name: string | null): string =>
    ({
      folder: `Remove “${name}” from the library?`,
      missing: 'Remove the missing photos from the library?',
      photos: 'Remove this photo from the library?',
      person: `Forget ${name ?? 'this person'}?`,
      faces: 'Delete all face data?',
    })[kind],
  looking: 'Looking what would go…',
  goes: (p: number, f: number) => {
    const what = [p > 0 ? photos(p) : '', f > 0 || p === 0 ? faces(f) : ''].filter((part) => part !== '');
    return `${what.join(' and ')} ${p + f === 1 ? 'leaves' : 'leave'} the library.`;
  },
  untouched: 'Photo files on the disk stay as they are.',
  labels: (n: number) => `You have said who ${n === 1 ? 'one of them is' : `${number(n)} of them are`}.`,
  names: (names: string[]) => `Nothing is left of ${list(names)}.`,
  received: (n: number) =>
    `${count(n, 'file', 'files')} that you dropped into this page ${n === 1 ? 'lies' : 'lie'} in the library itself. Deleting for good deletes ${n === 1 ? 'it' : 'them'} too.`,
  model: (id: string, active: boolean) =>
    active
      ? `The model ${id}, which is in use, was trained on some of these faces. Go back to the one before to be able to delete it.`
      : `The model ${id} was trained on some of these faces.`,
  backups: (n: number) => `${count(n, 'backup', 'backups')} may hold the same still.`,
  again: 'New photos of the same person will show them as somebody without a name.',
  newPhotos: 'Faces are looked for in photos that you add later.',
  kept: 'You can put it back for 30 days. After that it is deleted for good.',
  atOnce: 'Delete it for good at once',
  withBackups: 'Delete the backups too',
  withModels: 'Delete models trained on it too',
  confirm: (kind: RemovalKind, atOnce: boolean): string =>
    atOnce ? 'Delete for good' : ({ person: 'Forget', faces: 'Delete' }[kind as string] ?? 'Remove'),

  bin: {
    title: 'Removed',
    none: 'Nothing was removed that could be put back.',
    what: (item: Removal) => {
      const text = removed({ ...item, of: item.kind });
      return text[0].toUpperCase() + text.slice(1);
    },
    until: (item: Removal) => `Deleted for good on ${dayOf(item.purgeAt)}`,
    putBack: 'Put back',
    purge: 'Delete for good…',
    purgeTitle: (item: Removal) => `Delete ${removed({ ...item, of: item.kind })} for good?`,
    purgeText: 'This cannot be taken back.',
    purged: (p: number, f: number) =>
      `Deleted for good: ${[p > 0 ? photos(p) : '', faces(f)].filter((part) => part !== '').join(' and ')}`,
  },

  dismissed: {
    open: (n: number) => `Not faces (${n})`,
    title: 'Not faces',
    lead: 'You said that these are no faces. They are in no group.',
    none: 'There is nothing that you said is no face.',
    more: (n: number) => `${count(n, 'more is', 'more are')} not shown.`,
    restore: 'It is a face',
    restoreLabel: (n: number) => `It is a face: number ${n}`,
  },

  same: {
    named: (name: string) => ({
      title: `${name} is in this photo already`,
      text: `Is this ${name} twice, in a mirror or a collage, or is it somebody else? Two people with the same name need something to tell them apart, such as a last name.`,
      same: `Both are ${name}`,
      other: 'Somebody else',
    }),
    merging: {
      title: 'Two of them are in one photo',
      text: 'Is that one person twice, in a mirror or a collage, or are they two people?',
      same: 'One person',
      other: 'Two people',
    },
    names: {
      title: 'Somebody would be in a photo twice',
      text: 'By some of these names, two faces in one photo would be the same person. That happens in mirrors and collages; otherwise one of the names is wrong.',
      same: 'Take all names over',
      other: 'Leave those out',
    },
  },
};
