import type { Backup, BackupReason } from '../../src-main/contract/backups.ts';
import { faces, people, photos } from './counts.ts';
import { bytes, count, doneAt, list } from './format.ts';

const reasons: Record<BackupReason, string> = {
  daily: 'Daily',
  asked: 'Made by you',
  migration: 'Before an update of Familiar',
  'model-switch': 'Before another model',
  removal: 'Before a removal',
  restore: 'Before going back',
};

/** Words for backups and imported folders in the settings. */
export const backups = {
  title: 'Backups',
  lead: 'Names, faces and corrections are copied once a day and before large changes. Photos are not copied.',
  make: 'Back up now',
  making: 'Backing up…',
  none: 'There is no backup yet.',
  more: (n: number) => `Show ${count(n, 'older one', 'older ones')}`,
  made: ({ at, reason }: Backup) => `${doneAt(at)} · ${reasons[reason]}`,
  holds: ({ holds, bytes: size }: Backup) =>
    holds === null
      ? `Cannot be read, ${bytes(size)}`
      : `${photos(holds.photos)}, ${faces(holds.faces)}, ${people(holds.named)} named, ${bytes(size)}`,
  restore: 'Go back to it…',
  restoreTitle: 'Go back to this backup?',
  restoreText: (backup: Backup) =>
    `The library becomes what it was on ${doneAt(backup.at)}. What you have said since then goes; the library as it is now is backed up first, so that you can come back.`,
  confirm: 'Go back',
  lies: (folder: string) => `They lie in ${folder}`,
};

/** Words for the folders that were imported. */
export const folders = {
  title: 'Folders',
  none: 'No folder was added yet.',
  add: 'Add a folder',
  photos: (n: number) => photos(n),
  missing: (n: number) => count(n, 'missing photo', 'missing photos'),
  states: { online: 'Online', offline: 'Offline', unreadable: 'Cannot be read' },
  stateWhy: {
    online: '',
    offline: 'The disk is not there. Nothing is lost: its photos come back with it.',
    unreadable: 'Familiar may not read this folder. All that it knows of it stays.',
  },
  lookedAt: (at: string | null) => (at === null ? 'Not looked through yet' : `Looked through ${doneAt(at)}`),
  leftOut: (globs: string[]) => `Left out: ${list(globs)}`,
  menu: (path: string) => `More about ${path}`,
  lookAgain: 'Look again',
  lookAll: 'Look again at all',
  watch: 'Watch for changes',
  unwatch: 'Stop watching',
  notWatched: 'Not watched',
  watchAll: 'Watch folders for changes',
  watchAllHint: 'New, moved and deleted photos are noticed while Familiar is open, and when it starts.',
  exclude: 'Leave out',
  excludeHint: 'One pattern a line, such as *.png or Screenshots. It holds for all folders.',
  save: 'Save',
};
