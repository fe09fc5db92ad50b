import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import type { Engine } from '../contract/engine.ts';
import { FamiliarError } from '../contract/errors.ts';
import { testEngine } from '../rpc/test-engine.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';
import { serveParent } from './engine-service.ts';
import { fakePorts } from './test-port.ts';
import type { FakePort } from './test-port.ts';

/** A served engine, with the main process's end controlled by the test. */
function serve(open: () => Promise<Engine>) {
  const events = new EventEmitter();
  const sent: FromEngine[] = [];
  const exit = vi.fn();
  serveParent(
    { on: (name, listener) => events.on(name, listener), postMessage: (m) => sent.push(m) },
    open,
    exit,
  );
  const tell = (data: ToEngine, ports: FakePort[] = []): void => void events.emit('message', { data, ports });
  return { sent, exit, tell, settled: () => new Promise(setImmediate) };
}

it('answers calls over every port, also those sent while the library opens', async () => {
  const opening = Promise.withResolvers<Engine>();
  const { tell, settled } = serve(() => opening.promise);
  const [page, engineEnd] = fakePorts();
  const received = vi.fn();
  page.on('message', ({ data }) => received(data));
  page.start();

  tell({ type: 'connect' }, [engineEnd]);
  page.postMessage({ id: 1, method: 'people.names', params: {} });
  await settled();
  expect(received).not.toHaveBeenCalled();
  const engine = testEngine();
  opening.resolve(engine);
  await settled();
  engine.emit('people.changed', { revision: 1 });
  await settled();
  expect(received.mock.calls).toEqual([
    [{ id: 1, result: { names: [] } }],
    [{ event: 'people.changed', payload: { revision: 1 } }],
  ]);

  page.close();
  expect(engine.subscribers()).toBe(0);
});

it('sends pictures, or the reason of their absence', async () => {
  const { sent, tell, settled } = serve(async () => testEngine());
  tell({ type: 'picture', request: 1, kind: 'chip', id: 1 });
  tell({ type: 'picture', request: 2, kind: 'photo', id: 9 });
  await settled();
  expect(sent).toEqual([
    { type: 'picture', request: 1, picture: { bytes: new Uint8Array([1, 2, 3]), mime: 'image/webp' } },
    { type: 'picture-failed', request: 2, error: { code: 'not-found', message: 'no photo 9' } },
  ]);
});

it('closes the library before it exits', async () => {
  const engine = testEngine();
  const { exit, tell, settled } = serve(async () => engine);
  exit.mockImplementation(() => expect(engine.closed).toBe(true));
  tell({ type: 'close' });
  await settled();
  expect(exit.mock.calls).toEqual([[0]]);
});

it('exits with 1 if closing fails', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const engine = { ...testEngine(), close: () => Promise.reject(new Error('disk')) };
  const { exit, tell, settled } = serve(async () => engine);
  tell({ type: 'close' });
  await settled();
  expect(exit.mock.calls).toEqual([[1]]);
  expect(logged).toHaveBeenCalledOnce();
  logged.mockRestore();
});

it('reports the reason if the library does not open, and stays until it is told to close', async () => {
  const { sent, exit, tell, settled } = serve(async () => {
    throw new FamiliarError('library-newer', 'made by version 9');
  });
  tell({ type: 'picture', request: 1, kind: 'chip', id: 1 });
  await settled();
  expect(sent).toEqual([
    { type: 'not-opened', error: { code: 'library-newer', message: 'made by version 9' } },
  ]);
  expect(exit).not.toHaveBeenCalled();
  tell({ type: 'close' });
  await settled();
  expect(exit.mock.calls).toEqual([[0]]);
});
