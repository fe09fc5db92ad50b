import type { Backup } from '../contract/backups.ts';
import type { Engine } from '../contract/engine.ts';
import type { Edited, EditEntry } from '../contract/edits.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { Emit } from '../contract/events.ts';
import type { Handlers } from '../contract/methods.ts';
import type { ImportProgress, PersonSummary, PhotoSummary } from '../contract/models.ts';
import { testRemoval } from './test-removal.ts';
import { testTraining } from './test-training.ts';

/** An engine in memory for the tests of the shells: one photo, one face, one nameless person. */
export interface TestEngine extends Engine {
  /** Notifies all subscribers, as the engine itself would. */
  emit: Emit;
  subscribers(): number;
  /** Arguments of the calls of `import.start`, in order. */
  imported: string[][];
  closed: boolean;
}

export const idleImport: ImportProgress = {
  state: 'idle',
  photos: 0,
  films: 0,
  faces: 0,
  skipped: 0,
  failed: 0,
  missing: 0,
  returned: 0,
  moved: 0,
  updated: 0,
  leftOut: {},
  offline: [],
  unreadable: [],
  quiet: false,
  remaining: 0,
  photosPerSecond: 0,
  secondsLeft: null,
  seconds: 0,
  problem: null,
};

const photo: PhotoSummary = {
  ...{ id: 1, name: 'one.jpg', width: 40, height: 30 },
  ...{ takenAt: null, seconds: null, faces: 1 },
};
const person: PersonSummary = {
  id: 'c1',
  name: null,
  faces: 1,
  photos: 1,
  cover: 1,
  hidden: false,
  favourite: false,
};

const edit: EditEntry = {
  id: 1,
  at: '2026-01-01T12:00:00.000Z',
  kind: 'named',
  summary: { kind: 'named', name: 'Ada', faces: 1 },
  undone: false,
};

const testBackup: Backup = {
  name: '0001-daily-2026-01-01',
  reason: 'daily',
  at: '2026-01-01T12:00:00.000Z',
  bytes: 4096,
  holds: { photos: 1, faces: 1, named: 0 },
};

const nobodyLeftOut = { 'too-small': 0, blurred: 0, 'turned-away': 0, unsure: 0, 'in-film': 0 };

/** An edit of that engine, with what a method tells beside it. */
export const testEdit = <T>(result: T): Edited<T> => ({
  result,
  edit,
  changed: { revision: 1, parts: ['people'], people: ['p1'], photos: [1] },
});

/** @param replaced handlers that replace the default ones */
export function testEngine(replaced: Partial<Handlers> = {}): TestEngine {
  const listeners = new Set<Emit>();
  const imported: string[][] = [];
  const engine: TestEngine = {
    imported,
    closed: false,
    emit: (name, payload) => listeners.forEach((listener) => listener(name, payload)),
    subscribers: () => listeners.size,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async picture(kind, id) {
      if (id !== 1) throw new FamiliarError('not-found', `no ${kind} ${id}`);
      return { bytes: new Uint8Array([1, 2, 3]), mime: 'image/webp' };
    },
    async close() {
      engine.closed = true;
    },
    handlers: {
      'library.status': () => ({
        version: '0',
        revision: 0,
        directory: '/library',
        photos: 1,
        faces: 1,
        named: 0,
        failed: 0,
        missing: 0,
        offline: [],
        distance: 0.4,
        minFaces: 1,
        distances: { least: 0.2, most: 0.8 },
        model: { id: 'dlib-resnet-128', isOwn: false, next: null, better: null, before: null },
        calibration: [],
        calibratedOn: 'others',
        ownDistance: null,
        device: null,
        samples: false,
        import: idleImport,
      }),
      'model.improve': () => ({ model: 'dlib-mobilefacenet-128' }),
      'import.start': ({ paths }) => {
        imported.push(paths);
        return {};
      },
      'import.samples': () => ({}),
      'import.pause': () => ({}),
      'import.resume': () => ({}),
      'import.cancel': () => ({}),
      'import.failures': () => ({ failures: [] }),
      'people.list': ({ distance }) => ({
        distance,
        people: [person],
        total: 1,
        hidden: 0,
        favourites: 0,
        named: 0,
        unassigned: 0,
        leftOut: nobodyLeftOut,
      }),
      'people.settle': () => testEdit({}),
      'people.get': () => ({
        person,
        own: null,
        birth: null,
        faces: [{ id: 1, photoId: 1 }],
        photos: [photo],
        seenWith: [],
        moments: [],
      }),
      'people.name': ({ id }) => testEdit({ id }),
      'people.merge': ({ ids }) => testEdit({ id: ids[0]! }),
      'people.split': ({ id }) => testEdit({ kept: id, split: 'p9' }),
      'people.proposeSplit': () => ({ sides: null, distance: null, more: false }),
      'people.preview': () => ({
        people: { from: 1, to: 1 },
        joined: 0,
        split: 0,
        named: { names: [], more: 0 },
      }),
      'people.exportPhotos': () => ({ photos: 0, written: 0, skipped: [] }),
      'people.heights': () => ({ least: 0.2, step: 0.005, counts: [1] }),
      'proposals.list': () => ({ proposals: [], total: 0, any: false }),
      'proposals.accept': () => testEdit({ names: 0, faces: 0, left: 0 }),
      'proposals.decline': () => testEdit({ names: 0, faces: 0 }),
      'proposals.asked': () => ({ photos: [], total: 0 }),
      'proposals.declineAsked': () => testEdit({}),
      'review.next': () => ({ questions: [], remaining: 0 }),
      'review.answer': () => testEdit({}),
      'faces.why': () => ({
        own: { id: 'c1', name: null, faces: [] },
        other: null,
        confirmed: false,
        leftOut: null,
      }),
      'people.hide': () => testEdit({}),
      'people.show': () => testEdit({}),
      'people.cover': ({ id }) => testEdit({ id }),
      'people.favourite': ({ id }) => testEdit({ id }),
      'people.birth': ({ id }) => testEdit({ id }),
      'people.loosen': ({ id }) => testEdit({ id }),
      'people.names': () => ({ names: [] }),
      'people.named': () => ({ people: [] }),
      'photos.search': () => ({ photos: [photo], total: 1 }),
      'faces.identify': () => ({ faces: [] }),
      'photos.months': () => ({ months: [{ month: null, ratios: [1.333] }] }),
      'photos.list': () => ({ photos: [photo], total: 1 }),
      'photos.get': () => ({
        ...photo,
        path: '/photos/one.jpg',
        present: true,
        whereabouts: 'there',
        takenFrom: null,
        takenOffset: null,
        place: null,
        isCutShort: false,
        people: [],
      }),
      'photos.date': () => testEdit({}),
      'detection.get': () => ({ sensitivity: 'usual' as const }),
      'detection.set': () => ({}),
      'detection.preview': ({ sensitivity }) => ({ sensitivity, looked: 0, comes: 0, goes: 0, photos: [] }),
      'detection.lookAgain': () => ({
        sensitivity: 'usual' as const,
        looked: 1,
        came: 0,
        went: 0,
        failed: [],
      }),
      'stacks.list': () => ({ stacks: [], total: 0 }),
      'stacks.top': () => testEdit({}),
      'stacks.leave': () => testEdit({}),
      'photos.hideStrangers': () => testEdit({ hidden: 1 }),
      'faces.assign': () => testEdit({ id: 'p9' }),
      'faces.reject': () => testEdit({}),
      'faces.dismiss': () => testEdit({}),
      'edits.list': () => ({ edits: [edit], canUndo: true, canRedo: false }),
      'edits.undo': () => ({ ...testEdit({}), edit: { ...edit, undone: true } }),
      'edits.redo': () => ({ result: {}, edit: null, changed: null }),
      'faces.draw': () => testEdit({ id: 2 }),
      'faces.similar': () => ({ faces: [] }),
      'faces.dismissed': () => ({ faces: [], total: 0 }),
      'faces.restore': () => testEdit({}),
      ...testRemoval,
      ...testTraining,
      'backups.list': () => ({ backups: [testBackup], folder: '/library/backups' }),
      'backups.make': () => ({ backup: testBackup }),
      'backups.restore': () => ({ undo: testBackup.name }),
      'folders.imported': () => ({ folders: [], watch: true, exclude: [] }),
      'folders.lookAgain': () => ({}),
      'folders.watch': () => ({}),
      'folders.exclude': () => ({}),
      'photos.missing': () => ({ photos: [], total: 0 }),
      'folders.list': ({ path }) => ({
        path: path ?? '/home',
        parent: null,
        folders: [],
        photos: 0,
        places: [],
      }),
      ...replaced,
    },
  };
  return engine;
}
