import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FamiliarError } from '../contract/errors.ts';
import { events } from '../contract/events.ts';
import type { ServerMessage } from '../contract/messages.ts';
import { methods } from '../contract/methods.ts';
import type { Handlers, MethodName } from '../contract/methods.ts';
import { captureLog } from '../logging/log.ts';
import { maxOpenCalls, serveEngine } from './router.ts';
import { idleImport, testEngine } from './test-engine.ts';

/** A served engine, with the other end of its channel controlled by the test. */
function connect(replaced: Partial<Handlers> = {}) {
  const engine = testEngine(replaced);
  const sent: ServerMessage[] = [];
  const log = vi.fn();
  onTestFinished(captureLog(log));
  let deliver: (message: unknown) => void = () => {};
  let close: () => void = () => {};
  serveEngine(engine, {
    send: (message) => sent.push(message),
    onMessage: (callback) => (deliver = callback),
    onClose: (callback) => (close = callback),
  });
  return { engine, sent, log, deliver, close, settled: () => new Promise(setImmediate) };
}

const badRequest = (id: number, message: unknown) => ({ id, error: { code: 'bad-request', message } });

describe('calls', () => {
  const sample: Record<MethodName, unknown> = {
    'library.status': {},
    'import.start': { paths: ['/photos'] },
    'model.improve': {},
    'import.samples': {},
    'import.pause': {},
    'import.resume': {},
    'import.cancel': {},
    'import.failures': {},
    'people.list': { distance: 0.4, minFaces: 1 },
    'people.settle': { distance: 0.4, minFaces: 1 },
    'people.get': { id: 'c1', distance: 0.4 },
    'people.name': { id: 'c1', name: 'Ada', distance: 0.4 },
    'people.merge': { ids: ['c1', 'c2'], distance: 0.4 },
    'people.split': { id: 'p1', faces: [1], distance: 0.4 },
    'people.proposeSplit': { id: 'p1', distance: 0.4 },
    'people.preview': { from: 0.4, to: 0.3, minFaces: 1 },
    'people.exportPhotos': { id: 'c1', distance: 0.3, folder: '/out', links: true },
    'people.heights': {},
    'proposals.list': { distance: 0.3, id: 'c1', limit: 10 },
    'proposals.accept': { picked: [{ id: 'c1', proposed: 'Anna' }], distance: 0.3 },
    'proposals.decline': { distance: 0.3 },
    'proposals.asked': { distance: 0.3, photoId: 1, limit: 10 },
    'proposals.declineAsked': { photoId: 1, name: 'Anna', distance: 0.3 },
    'review.next': { distance: 0.4, limit: 5 },
    'review.answer': { a: 'c1', b: 'p2', same: true, distance: 0.4 },
    'faces.why': { id: 1, distance: 0.4 },
    'people.hide': { ids: ['c1'], distance: 0.4 },
    'people.show': { ids: ['p1'] },
    'people.cover': { id: 'p1', face: 1, distance: 0.4 },
    'people.favourite': { id: 'p1', on: true, distance: 0.4 },
    'people.birth': { id: 'p1', date: '1980-05', distance: 0.4 },
    'people.loosen': { id: 'p1', own: null, distance: 0.4 },
    'people.names': {},
    'people.named': {},
    'photos.search': {
      all: ['p1'],
      any: [],
      without: ['c2'],
      from: '2020-02-29',
      to: null,
      distance: 0.4,
      offset: 0,
      limit: 10,
    },
    'faces.identify': { path: '/photos/one.jpg', distance: 0.4 },
    'photos.months': {},
    'photos.list': { offset: 0, limit: 10 },
    'photos.get': { id: 1, distance: 0.4 },
    'photos.date': { photos: [1], date: '1965-07' },
    'detection.get': {},
    'detection.set': { sensitivity: 'usual' },
    'detection.preview': { sensitivity: 'thorough' },
    'detection.lookAgain': { photos: [1] },
    'stacks.list': { offset: 0, limit: 10 },
    'stacks.top': { photoId: 1 },
    'stacks.leave': { photos: [1] },
    'photos.hideStrangers': { id: 1, distance: 0.4 },
    'faces.assign': { faces: [1], to: null, name: 'Ada', distance: 0.4 },
    'faces.reject': { faces: [1], from: 'p1', distance: 0.4 },
    'faces.dismiss': { faces: [1] },
    'edits.list': { limit: 5 },
    'edits.undo': {},
    'edits.redo': {},
    'backups.list': {},
    'backups.make': {},
    'backups.restore': { name: '0001-daily-2026-01-01' },
    'faces.draw': { photoId: 1, box: { x: 0.1, y: 0.1, width: 0.2, height: 0.9 } },
    'faces.similar': { id: 1, limit: 5 },
    'faces.dismissed': { photoId: 1, limit: 5 },
    'faces.restore': { faces: [1] },
    'removal.plan': { target: { kind: 'folder', path: '/photos' } },
    'removal.remove': { target: { kind: 'person', id: 'p1', distance: 0.4 } },
    'removal.list': {},
    'removal.putBack': { id: 1 },
    'removal.purge': { id: 1, models: true },
    'training.plan': { people: ['p1'] },
    'training.albums': { folder: '/albums' },
    'training.takeAlbums': { folder: '/albums' },
    'training.start': { people: null, albums: null, scope: 'head', minutes: 1, seed: null },
    'training.pause': {},
    'training.resume': {},
    'training.stop': {},
    'training.progress': {},
    'training.runs': {},
    'training.run': { id: 1 },
    'training.use': { id: 1 },
    'training.keepOld': { id: 1 },
    'training.rollBack': {},
    'folders.imported': {},
    'folders.lookAgain': { paths: null },
    'folders.watch': { path: null, on: false },
    'folders.exclude': { globs: ['*-small.*'] },
    'photos.missing': { offset: 0, limit: 10 },
    'folders.list': { path: null },
  };

  it.each(Object.keys(methods) as MethodName[])('%s is answered by the contract', async (method) => {
    const { sent, deliver, settled } = connect();
    deliver({ id: 7, method, params: sample[method] });
    await settled();
    expect(sent).toEqual([{ id: 7, result: expect.anything() }]);
    const { result } = sent[0] as { result: unknown };
    expect(methods[method].result.parse(result)).toEqual(result);
  });

  it('answers in the order in which handlers finish', async () => {
    let release = (): void => {};
    const { sent, deliver, settled } = connect({
      'import.pause': () => new Promise((resolve) => (release = () => resolve({}))),
    });
    deliver({ id: 1, method: 'import.pause', params: {} });
    deliver({ id: 2, method: 'import.resume', params: {} });
    await settled();
    release();
    await settled();
    expect(sent).toEqual([
      { id: 2, result: {} },
      { id: 1, result: {} },
    ]);
  });
});

describe('misuse', () => {
  it.each([
    ['an unknown method', { method: 'people.delete', params: {} }, "no method 'people.delete'"],
    ['a property of every object', { method: 'constructor', params: {} }, "no method 'constructor'"],
    [
      'a parameter out of range',
      { method: 'people.list', params: { distance: 9, minFaces: 1 } },
      expect.stringMatching(/^people\.list: distance: .*2/),
    ],
    [
      'several wrong parameters',
      { method: 'people.list', params: {} },
      expect.stringMatching(/distance: .*; minFaces: /),
    ],
    ['no parameters', { method: 'people.list' }, expect.stringMatching(/^a message is/)],
    ['an unexpected field', { method: 'import.pause', params: {}, admin: true }, expect.any(String)],
    ['a method that is no text', { method: 5, params: {} }, expect.any(String)],
  ])('refuses %s', async (_, message, expected) => {
    const { sent, log, deliver, settled } = connect();
    deliver({ id: 3, ...message });
    await settled();
    expect(sent).toEqual([badRequest(3, expected)]);
    expect(log).not.toHaveBeenCalled();
  });

  it.each([[null], ['text'], [{}], [{ id: 'a' }], [{ id: -1 }], [{ id: 1.5 }], [{ cancel: 'all' }], [[]]])(
    'ignores %j, which it cannot answer, and continues',
    async (message) => {
      const { sent, log, deliver, settled } = connect();
      deliver(message);
      deliver({ id: 1, method: 'import.pause', params: {} });
      await settled();
      expect(sent).toEqual([{ id: 1, result: {} }]);
      expect(log).toHaveBeenCalledOnce();
    },
  );

  it('refuses a second call with an open id, and too many calls', async () => {
    const { sent, deliver, settled } = connect({ 'import.pause': () => new Promise(() => {}) });
    for (let id = 0; id < maxOpenCalls; id++) deliver({ id, method: 'import.pause', params: {} });
    deliver({ id: 0, method: 'import.resume', params: {} });
    deliver({ id: maxOpenCalls, method: 'import.resume', params: {} });
    await settled();
    expect(sent).toEqual([badRequest(0, 'call 0 is still open'), badRequest(64, 'too many open calls')]);
  });
});

describe('failures', () => {
  it('returns an expected one without logging it', async () => {
    const { sent, log, deliver, settled } = connect({
      'photos.get': () => {
        throw new FamiliarError('not-found', 'no photo 1');
      },
    });
    deliver({ id: 1, method: 'photos.get', params: { id: 1, distance: 0.4 } });
    await settled();
    expect(sent).toEqual([{ id: 1, error: { code: 'not-found', message: 'no photo 1' } }]);
    expect(log).not.toHaveBeenCalled();
  });

  it('logs a defect with its stack once and sends only its message', async () => {
    const defect = new TypeError('x is undefined');
    const { sent, log, deliver, settled } = connect({ 'import.pause': () => Promise.reject(defect) });
    deliver({ id: 1, method: 'import.pause', params: {} });
    await settled();
    expect(sent).toEqual([{ id: 1, error: { code: 'internal', message: 'x is undefined' } }]);
    expect(log.mock.calls).toMatchObject([
      [{ level: 'error', error: defect, facts: { method: 'import.pause' } }],
    ]);
  });
});

describe('cancelling', () => {
  /** A handler that ends only by its signal. */
  const untilAborted: Handlers['import.pause'] = (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  it('aborts the one call and frees its id', async () => {
    const { sent, deliver, settled } = connect({ 'import.pause': untilAborted });
    deliver({ id: 1, method: 'import.pause', params: {} });
    deliver({ id: 2, method: 'import.pause', params: {} });
    deliver({ cancel: 1 });
    deliver({ cancel: 99 });
    await settled();
    deliver({ id: 1, method: 'import.resume', params: {} });
    await settled();
    expect(sent).toEqual([
      { id: 1, error: { code: 'cancelled', message: 'cancelled' } },
      { id: 1, result: {} },
    ]);
  });

  it('aborts every open call when the channel closes, and sends nothing more', async () => {
    const signals: AbortSignal[] = [];
    const { engine, sent, log, deliver, close, settled } = connect({
      'import.pause': (params, context) => {
        signals.push(context.signal);
        return untilAborted(params, context);
      },
    });
    deliver({ id: 1, method: 'import.pause', params: {} });
    deliver({ id: 2, method: 'import.pause', params: {} });
    close();
    engine.emit('people.changed', { revision: 1 });
    await settled();
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
    expect(sent).toEqual([]);
    expect(log).not.toHaveBeenCalled();
    expect(engine.subscribers()).toBe(0);
  });
});

it('forwards events by the contract', () => {
  const { engine, sent } = connect();
  engine.emit('import.progress', idleImport);
  engine.emit('people.changed', { revision: 1 });
  expect(sent).toEqual([
    { event: 'import.progress', payload: idleImport },
    { event: 'people.changed', payload: { revision: 1 } },
  ]);
  for (const message of sent as { event: keyof typeof events; payload: unknown }[]) {
    events[message.event].parse(message.payload);
  }
});
