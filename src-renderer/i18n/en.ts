import type { Backup } from '../../src-main/contract/backups.ts';
import type { DateSource, Place } from '../../src-main/contract/dates.ts';
import type { ErrorCode } from '../../src-main/contract/errors.ts';
import type {
  LeftOutOfImport,
  LeftOutReason,
  PeopleAtDistance,
  Whereabouts,
} from '../../src-main/contract/models.ts';
import type { Strangers } from '../components/distance/strangers.ts';
import { faces, people, photos } from './counts.ts';
import { corrections } from './en-corrections.ts';
import { removal } from './en-removal.ts';
import { search } from './en-search.ts';
import { backups, folders as imported } from './en-settings.ts';
import { insights } from './en-insights.ts';
import { training } from './en-training.ts';
import { count, distance, doneAt, duration, number, rate } from './format.ts';

const oneIn = (n: number): string => `1 in ${number(n)}`;
const extents = { fewer: 'fewer than', about: 'about', more: 'more than' };
/** How many of all pairs of strangers are as near. */
const strangers = ({ extent, oneIn: n }: Strangers): string =>
  `${extents[extent]} ${oneIn(n)} pairs of strangers`;

/** What is wrong with a face that is left out. */
const weaknesses: Record<LeftOutReason, string> = {
  'too-small': 'too small',
  blurred: 'too blurred',
  'turned-away': 'turned away',
  unsure: 'hard to make out',
};
/** `3 are too small, 2 are too blurred`. */
const reasonsOf = (counts: PeopleAtDistance['leftOut']): string =>
  (Object.keys(weaknesses) as LeftOutReason[])
    .filter((reason) => counts[reason] > 0)
    .map((reason) => `${number(counts[reason])} ${counts[reason] === 1 ? 'is' : 'are'} ${weaknesses[reason]}`)
    .join(', ');

/** Every word of the interface. */
/** After a number of photos. */
const leftOut: Record<LeftOutOfImport, string> = {
  thumbnails: 'thumbnails of other programs',
  'app-data': 'that other programs keep for themselves',
  trash: 'in the trash',
  snapshot: 'in snapshots of the folder',
  hidden: 'hidden',
  nomedia: 'in folders marked as no media',
  link: 'behind links',
  'not-a-file': 'that are no files',
  film: 'films, which are not read yet',
  excluded: 'excluded by you',
};

const whereabouts: Record<Whereabouts, string> = {
  there: '',
  changed:
    'The file has changed since Familiar looked at it. Import its folder again to see it as it is now.',
  missing: 'The file is gone. Faces and names are kept, and come back with it.',
  replaced: 'Another picture lies in its place. Faces and names are kept, and come back with the old one.',
  'left-out': 'The file is in a folder that is left out.',
  offline: 'The folder of this photo is not there: its disk may be unplugged. Nothing is lost.',
  unreadable: 'The folder of this photo cannot be read at the moment.',
};

export const en = {
  app: 'Familiar',
  title: (place: string) => `${place} · Familiar`,
  skip: 'Skip to content',
  close: 'Close',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  back: 'Back',
  counts: { faces, photos, people },
  corrections,
  removal,
  backups,
  imported,
  search,
  insights,
  training,

  nav: {
    label: 'Main',
    people: 'People',
    photos: 'Photos',
    add: 'Add photos',
    settings: 'Settings',
    waiting: (n: number) => `${count(n, 'name', 'names')} to answer`,
  },

  welcome: {
    title: 'Find the people in your photos',
    titleMore: 'Add photos',
    lead: 'Point Familiar at a folder. It finds every face and gathers the ones that belong together.',
    choose: 'Choose a folder',
    samples: 'Try the sample photos',
    drop: 'or drop a folder anywhere on this window',
    promises: [
      { title: 'Nothing leaves this computer', text: 'No account, no upload, no cloud. It works offline.' },
      {
        title: 'Your photos stay as they are',
        text: 'They are only ever read: never changed, moved or deleted.',
      },
      { title: 'You decide who is who', text: 'Groups are suggestions. The names come from you.' },
    ],
  },

  drop: {
    title: 'Drop to add these photos',
    text: 'Folders are searched through and through.',
    none: 'There are no photos in what you dropped.',
    sending: (done: number, total: number) => `Receiving ${number(done)} of ${photos(total)}`,
    reading: 'Looking through what you dropped…',
    label: 'Receiving photos',
    unsent: (n: number) => `${count(n, 'file was', 'files were')} not received. Drop them again to retry.`,
  },

  folders: {
    title: 'Choose a folder',
    loading: 'Opening…',
    places: 'Places',
    place: { home: 'Home', pictures: 'Pictures', desktop: 'Desktop', downloads: 'Downloads' },
    path: 'Path of the folder',
    up: 'Up one folder',
    list: 'Folders',
    empty: 'No folders in here',
    photos: (n: number) => (n === 0 ? 'No photos directly in here' : `${photos(n)} directly in here`),
    hint: 'Folders inside are searched too.',
    accept: (name: string) => `Add “${name}”`,
  },

  import: {
    missing: (n: number) =>
      n === 1 ? '1 photo is missing: its file is gone' : `${photos(n)} are missing: their files are gone`,
    moved: (n: number) => `${photos(n)} ${n === 1 ? 'was' : 'were'} moved`,
    returned: (n: number) => `${photos(n)} ${n === 1 ? 'is' : 'are'} back`,
    updated: (n: number) => `${photos(n)} ${n === 1 ? 'was' : 'were'} changed by other programs`,
    leftOut: (reasons: readonly (readonly [LeftOutOfImport, number])[]) => {
      const total = reasons.reduce((sum, [, n]) => sum + n, 0);
      return `${number(total)} left out: ${reasons.map(([why, n]) => `${number(n)} ${leftOut[why]}`).join(', ')}`;
    },
    offline: (path: string) => `${path} is not there: its photos stay as they are`,
    unreadableFolder: (path: string) => `${path} could not be read`,
    unreadable: (n: number) => `${number(n)} folders could not be read`,
    label: 'Import',
    scanning: 'Looking for photos…',
    running: 'Finding faces',
    paused: 'Paused',
    done: 'All done',
    doneInPart: 'Done in part',
    cancelled: 'Import stopped',
    progress: (done: number, total: number) => `${number(done)} of ${photos(total)}`,
    faces: (n: number) => `${faces(n)} found`,
    rate: (perSecond: number) => `${rate(perSecond)} photos/s`,
    left: (seconds: number) => `about ${duration(seconds)} left`,
    device: {
      cpu: 'on the processor',
      webgpu: 'on the graphics card',
      cuda: 'on the graphics card (CUDA)',
    },
    pause: 'Pause',
    resume: 'Resume',
    stop: 'Stop',
    stopLabel: 'Stop import',
    failed: (n: number) => `${count(n, 'file', 'files')} could not be read`,
    dismiss: 'Dismiss import summary',
    summary: (p: number, f: number, seconds: number) =>
      `${photos(p)} added with ${faces(f)}, in ${duration(seconds)}`,
    known: (n: number) => `${photos(n)} ${n === 1 ? 'was' : 'were'} already in the library`,
    nothingNew: (n: number) =>
      n === 1
        ? 'Nothing new: that photo was already in the library'
        : `Nothing new: ${photos(n)} were already in the library`,
    nothingFound: 'There were no photos in there',
  },

  failures: {
    title: 'Files that could not be read',
    lead: 'They were left out. Nothing was changed in them.',
    none: 'Every file could be read.',
  },

  people: {
    title: 'People',
    summary: people,
    smaller: (n: number) => `${faces(n)} in smaller groups`,
    showSmaller: 'Show them',
    unclear: (n: number) => count(n, 'unclear face', 'unclear faces'),
    unclearWhy: (counts: PeopleAtDistance['leftOut']) =>
      `${reasonsOf(counts)}. Unclear faces are in no group, so that nobody is mistaken for somebody else. Each can be named in its photo.`,
    proposed: (n: number) => `Other programs have written ${count(n, 'name', 'names')} into your photos.`,
    answerNames: 'Answer them',
    list: 'People',
    addName: 'Add name',
    isIt: (name: string) => `${name}?`,
    grouping: 'Putting faces into groups',
    groupingText: 'In a large library this takes a minute or two. Names and corrections are safe.',
    named: (name: string, n: number) => `${name}, ${photos(n)}`,
    unnamed: 'Unnamed person',
    looking: 'Looking for faces',
    lookingText: 'People appear here as they are found. You can go on browsing.',
    none: 'No faces yet',
    noneText: 'None of the photos so far shows a face that Familiar could find.',
    noGroups: 'No groups at this setting',
    noGroupsText: 'Move the slider towards “Bring together”, or show smaller groups.',
  },

  distance: {
    label: 'Grouping',
    stricter: 'Keep apart',
    looser: 'Bring together',
    value: (d: number, who: Strangers | null) =>
      `Distance ${distance(d)}${who ? `, ${strangers(who)} would be grouped together` : ''}`,
    oneIn,
    strangers: (who: Strangers) => {
      const text = strangers(who);
      return `${text[0].toUpperCase()}${text.slice(1)} would be grouped together`;
    },
    ownStrangers: ({ extent, oneIn: n }: Strangers) =>
      `Strangers in your library: ${extents[extent]} ${oneIn(n)} pairs would be grouped together`,
    ownStrangersHint: 'Measured on the faces of your own library, two different people at a time.',
    suits: (d: number) => `Distance ${distance(d)} suits the faces of your library best.`,
    strangersHint:
      'Measured on photos of well-known adults, two different people at a time. Children and relatives look more alike.',
    hint: 'How alike two faces must be to be grouped as one person. Distances go from 0, the same picture, to 2.',
    minFaces: 'Smallest group',
    atLeast: (n: number) => (n === 1 ? '1 face: everyone' : `${n} faces or more`),
  },

  naming: {
    label: 'Name',
    placeholder: 'Who is this?',
    add: 'Add name',
    rename: (name: string) => `Rename ${name}`,
    joins: (name: string) => `Joins with ${name}`,
    suggestions: 'Names in use',
  },

  person: {
    faces: 'Faces',
    photos: 'Photos',
    allFaces: (n: number) => `Show all ${faces(n)}`,
    counts: (f: number, p: number) => `${faces(f)} in ${photos(p)}`,
    face: (n: number, total: number) => `Face ${number(n)} of ${number(total)}`,
    gone: 'This group is not there any more',
    moved: (name: string | null) =>
      name === null ? 'These faces are in another group now.' : `These faces belong to ${name} now.`,
    goneText: 'Groups change with the distance and as names are given.',
    toPeople: 'See all people',
    exporting: {
      open: 'Copy photos to…',
      accept: (name: string) => `Copy into “${name}”`,
      hint: 'The photos of this person are copied, with a page that shows them all. What is there stays.',
      done: (written: number, skipped: number) =>
        skipped === 0
          ? `${photos(written)} copied`
          : `${photos(written)} copied, ${number(skipped)} could not be`,
    },
  },

  photos: {
    title: 'Photos',
    list: 'Photos',
    photo: (name: string, n: number) => `${name}, ${n === 0 ? 'no faces' : faces(n)}`,
    loading: 'Photo not loaded yet',
    undated: 'Without a date',
    none: 'No photos yet',
    noneText: 'Add a folder and they show up here, newest first.',
  },

  photo: {
    previous: 'Previous photo',
    next: 'Next photo',
    position: (n: number, total: number) => `${number(n)} of ${number(total)}`,
    showBoxes: 'Show faces',
    hideBoxes: 'Hide faces',
    closer: 'Zoom in',
    farther: 'Zoom out',
    people: 'In this photo',
    noFaces: 'No faces were found in this photo.',
    face: (name: string | null) => (name === null ? 'Face: unnamed' : `Face: ${name}`),
    unnamed: 'Unnamed',
    weakness: (reason: LeftOutReason) =>
      `${weaknesses[reason][0].toUpperCase()}${weaknesses[reason].slice(1)}`,
    leftOut: {
      'too-small': 'This face is too small in the photo to tell whose it is, so it is in no group.',
      blurred: 'This face is too blurred to tell whose it is, so it is in no group.',
      'turned-away': 'This face is turned too far away to tell whose it is, so it is in no group.',
      unsure: 'This may not be a face, or much of it is hidden, so it is in no group.',
    } satisfies Record<LeftOutReason, string>,
    leftOutName: 'If you know who it is, give it the name: it stays with that person.',
    toPerson: (name: string | null) => (name === null ? 'See this person' : `See ${name}`),
    similar: 'Similar faces',
    similarFace: (name: string | null, d: number) => `${name ?? 'Unnamed'}, distance ${distance(d)}`,
    noSimilar: 'No other face is close.',
    file: 'File',
    whereabouts,
    size: (width: number, height: number) => `${number(width)} × ${number(height)} pixels`,
    cutShort: 'The end of the file is missing. The photo is shown as far as it goes.',
    undated: 'No date is known',
    date: {
      label: 'Taken',
      hint: 'A year, a month, a day or a moment, as 1965, 1965-07, 1965-07-04 or 1965-07-04 12:30; empty where it is not known.',
      edit: 'Change the date',
      save: 'Save',
      cancel: 'Cancel',
      from: {
        exif: '',
        xmp: ', from the photo’s XMP',
        iptc: ', from the photo’s IPTC',
        sidecar: ', from a file beside the photo',
        gps: ', from GPS',
        name: ', from the file’s name',
        user: ', as you said',
      } satisfies Record<DateSource, string>,
    },
    place: ({ latitude, longitude }: Place) => `Taken at ${latitude.toFixed(4)}, ${longitude.toFixed(4)}`,
    gone: 'This photo is not in the library',
  },

  settings: {
    title: 'Settings',
    appearance: 'Appearance',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    library: 'Library',
    directory: 'Kept in',
    contents: 'Holds',
    holds: (p: number, f: number, named: number) => `${photos(p)}, ${faces(f)}, ${people(named)} named`,
    failed: 'Left out',
    showFailed: 'Show files',
    engine: 'Recognition',
    model: 'Model',
    modelName: (id: string, isOwn: boolean) => (isOwn ? `${id} (your own)` : id),
    modelNext: (id: string, done: number, total: number) =>
      `${id} follows: it has looked at ${number(done)} of ${faces(total)}`,
    better: 'Recognition can be better: Familiar has a network that tells people apart more surely.',
    betterWhat:
      'It has to look at all faces anew, which takes a while in the background. Names, corrections and undo stay, and you can go back.',
    improve: 'Look at all faces anew',
    goBack: (id: string) => `Go back to ${id}`,
    device: 'Runs on',
    devices: { cpu: 'Processor', webgpu: 'Graphics card (WebGPU)', cuda: 'Graphics card (CUDA)' },
    deviceWhy: 'Why',
    noDevice: 'Decided when an import starts',
    version: 'Version',
    privacy: 'Privacy',
    privacyText:
      'Everything happens on this computer. Familiar keeps face chips, measurements and names in its own library folder, reads your photos and never writes to them.',
    lies: 'All that Familiar keeps lies in one folder:',
    shortcuts: 'Keyboard shortcuts',
  },

  shortcuts: {
    title: 'Keyboard shortcuts',
    rows: [
      { keys: ['←', '→', '↑', '↓'], text: 'Move in a grid' },
      { keys: ['Enter'], text: 'Open' },
      { keys: ['N'], text: 'Name the person in focus' },
      { keys: ['Space'], text: 'Select a face or a person in a grid' },
      { keys: ['Shift', '→'], text: 'Select several in a row' },
      { keys: ['/'], text: 'Search' },
      { keys: ['Ctrl', 'A'], text: 'Select all in a grid' },
      { keys: ['Ctrl', 'Z'], text: 'Undo the last change' },
      { keys: ['Ctrl', 'Shift', 'Z'], text: 'Redo it' },
      { keys: ['←', '→'], text: 'Previous and next photo' },
      { keys: ['B'], text: 'Show or hide faces in a photo' },
      { keys: ['+', '−', '0'], text: 'Zoom in a photo, out, and see it whole' },
      { keys: ['A'], text: 'Add a face that was missed in a photo' },
      { keys: ['Esc'], text: 'Go back, or leave what is open' },
      { keys: ['?'], text: 'Show these shortcuts' },
    ],
  },

  connection: {
    lost: 'Familiar is not answering. Trying again…',
    back: 'Familiar answers again. What was under way goes on.',
    refused: 'This page is not signed in',
    refusedText: 'Open the last address that “familiar serve” printed. Each address opens Familiar once.',
  },

  damaged: {
    title: 'The library is damaged',
    text: 'Part of its file cannot be read any more. Go back to a backup: what was said since it was made is lost, the photos are not touched, and the damaged file is kept beside the backups.',
    noBackup:
      'Part of its file cannot be read any more, and there is no backup. “familiar restore --salvage” saves what can be read.',
    backup: ({ at, holds }: Backup) =>
      `${doneAt(at)}: ${photos(holds!.photos)}, ${people(holds!.named)} named`,
    restore: 'Go back to this',
  },

  toasts: { label: 'Notifications' },

  errors: {
    'bad-request': 'That could not be understood. Try it once more.',
    'not-found': 'That is not there any more.',
    cancelled: 'That was stopped.',
    'library-busy': 'Another Familiar has this library open. Close it first.',
    'library-newer': 'This library was made by a newer Familiar. Update to open it.',
    'library-damaged': 'Part of the library cannot be read. Settings has its backups.',
    'library-unwritable': 'The library cannot be written.',
    'disk-full': 'The disk is full, so nothing was changed. Make room and try again.',
    'model-missing': 'The recognition model is missing. Install Familiar again.',
    'model-damaged': 'The recognition model is damaged. Install Familiar again.',
    'model-unsuitable': 'That network cannot be used for faces.',
    'device-unavailable': 'The graphics card cannot be used for this.',
    'path-missing': 'That file or folder is not there.',
    'photo-unreadable': 'The file may not be read.',
    'photo-unsupported': 'This kind of picture is not supported yet.',
    'photo-damaged': 'The file is damaged or not a picture.',
    'photo-too-large': 'The picture is too large.',
    'vector-unsound': 'The network could not measure a face in it.',
    'metadata-damaged': 'What another program wrote about the photo cannot be read.',
    'output-unwritable': 'That place cannot be written.',
    'tool-missing': 'A program that this needs is not installed.',
    'edit-outdated': 'That can no longer be undone: what it changed has changed again since.',
    'name-in-photo': 'That person is in this photo already.',
    'import-running': 'Photos are being added. Wait for that, or stop it first.',
    'training-busy': 'Familiar is learning already. Wait for that, or stop it.',
    'training-collapsed':
      'Learning went wrong: the network began to see all faces as one. Nothing was changed.',
    'too-few-people': 'It takes two people with enough faces to learn from.',
    'too-few-faces': 'It takes four good photos of a person to learn from.',
    'connection-lost': 'The connection broke before that was finished.',
    internal: 'Something went wrong inside Familiar.',
  } satisfies Record<ErrorCode, string>,
};
