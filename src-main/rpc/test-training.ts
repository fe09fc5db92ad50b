import type { Handlers, MethodName } from '../contract/methods.ts';
import type { TrainingRun } from '../contract/training.ts';

/** A run that has started and has no results yet. */
const run: TrainingRun = {
  id: 1,
  startedAt: '2026-01-01T12:00:00.000Z',
  state: 'preparing',
  scope: 'head',
  seed: 1,
  people: 2,
  faces: 8,
  base: 'dlib-resnet-128',
  candidate: null,
  decision: null,
  active: false,
  seconds: 0,
  report: null,
  failure: null,
};

/** The training methods of the engine in memory, which have no results. */
export const testTraining: Pick<Handlers, Extract<MethodName, `training.${string}`>> = {
  'training.plan': () => ({
    people: [],
    suspects: [],
    roles: { train: 0, validation: 0, heldOut: 0, strangers: 0, library: 0 },
    untellable: [],
    refusal: 'too-few-people',
    scopes: [{ scope: 'head', sensible: true, seconds: null }],
  }),
  'training.albums': () => ({ albums: [{ name: 'Ada', photos: 4 }] }),
  'training.takeAlbums': () => ({
    result: {
      albums: [{ name: 'Ada', person: 'p9', photos: 4, labelled: 2, known: 1, missed: 0 }],
      conflicts: [{ face: 1, photoId: 1, album: 'Ada', person: { id: 'p8', name: 'Ben' } }],
    },
    edit: null,
    changed: null,
  }),
  'training.start': () => ({ run: 1 }),
  'training.pause': () => ({}),
  'training.resume': () => ({}),
  'training.stop': () => ({}),
  'training.progress': () => ({ progress: null }),
  'training.runs': () => ({ runs: [run] }),
  'training.run': () => ({
    ...run,
    baseVal: null,
    curve: [{ step: 1, loss: 0.1, active: 0.5, val: null }],
    becameRight: [],
    becameWrong: [],
    rightTotal: 0,
    wrongTotal: 0,
    trainedOn: [1],
    roles: { train: 4, validation: 0, heldOut: 4, strangers: 0, library: 0 },
    photos: 8,
    steps: 1,
    backend: 'wasm',
  }),
  'training.use': () => ({}),
  'training.keepOld': () => ({}),
  'training.rollBack': () => ({ model: 'dlib-resnet-128' }),
};
