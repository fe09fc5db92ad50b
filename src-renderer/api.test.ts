import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClientMessage } from '../src-main/contract/messages.ts';
import { Api } from './api.ts';
import type { ConnectionState } from './api.ts';
import { SessionRefused } from './connection/channel.ts';
import type { ChannelListener, Connect } from './connection/channel.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An engine's end of the line, played by the test. */
class FakeEngine {
  sent: ClientMessage[] = [];
  states: ConnectionState[] = [];
  line!: ChannelListener;
  /** Errors of the next attempts to connect. */
  failures: Error[];
  attempts = 0;
  connect: Connect = (listener) => {
    this.attempts++;
    const failure = this.failures.shift();
    if (failure) return Promise.reject(failure);
    this.line = listener;
    return Promise.resolve({ send: (message) => this.sent.push(message) });
  };
  api: Api;

  constructor(failures: Error[] = []) {
    this.failures = failures;
    this.api = new Api(this.connect, (state) => this.states.push(state));
  }
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test('a call waits for the connection, carries an id of its own, and gets its own answer', async () => {
  const engine = new FakeEngine();
  const first = engine.api.call('people.names', {});
  const second = engine.api.call('people.names', {});
  expect(engine.sent).toEqual([]);
  await settle();
  expect(engine.sent).toEqual([
    { id: 1, method: 'people.names', params: {} },
    { id: 2, method: 'people.names', params: {} },
  ]);
  engine.line.message({ id: 2, result: { names: ['Ada'] } });
  engine.line.message({ id: 1, result: { names: [] } });
  expect(await Promise.all([first, second])).toEqual([{ names: [] }, { names: ['Ada'] }]);
});

test('the engine’s code is the code of the error', async () => {
  const engine = new FakeEngine();
  await settle();
  const call = engine.api.call('photos.get', { id: 9, distance: 0.35 });
  engine.line.message({ id: 1, error: { code: 'not-found', message: 'no photo 9' } });
  await expect(call).rejects.toMatchObject({
    name: 'FamiliarError',
    code: 'not-found',
    message: 'no photo 9',
  });
});

test('aborting rejects at once and tells the engine', async () => {
  const engine = new FakeEngine();
  await settle();
  const controller = new AbortController();
  const call = engine.api.call('people.names', {}, { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  expect(engine.sent.at(-1)).toEqual({ cancel: 1 });
});

test('a call aborted before there was a connection is never sent', async () => {
  const engine = new FakeEngine();
  const controller = new AbortController();
  const call = engine.api.call('people.names', {}, { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  await settle();
  expect(engine.sent).toEqual([]);
});

test('aborting after the answer cancels nothing', async () => {
  const engine = new FakeEngine();
  await settle();
  const controller = new AbortController();
  const call = engine.api.call('people.names', {}, { signal: controller.signal });
  engine.line.message({ id: 1, result: { names: [] } });
  await call;
  controller.abort();
  expect(engine.sent).toHaveLength(1);
});

test('events reach those who listen, until they stop', async () => {
  const engine = new FakeEngine();
  await settle();
  const listener = vi.fn();
  const stop = engine.api.on('people.changed', listener);
  engine.line.message({ event: 'people.changed', payload: {} });
  stop();
  engine.line.message({ event: 'people.changed', payload: {} });
  expect(listener.mock.calls).toEqual([[{}]]);
});

test('a broken line fails the open calls and is opened again, with longer and longer waits', async () => {
  const engine = new FakeEngine();
  await settle();
  const call = engine.api.call('people.names', {});
  engine.failures = [new Error('down'), new Error('down')];
  engine.line.closed();
  await expect(call).rejects.toMatchObject({ code: 'connection-lost' });
  await vi.advanceTimersByTimeAsync(249);
  expect(engine.attempts).toBe(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(engine.attempts).toBe(3);
  await vi.advanceTimersByTimeAsync(500);
  expect(engine.attempts).toBe(4);
  expect(engine.states.at(-1)).toBe('open');
  const next = engine.api.call('people.names', {});
  engine.line.message({ id: 2, result: { names: ['Ada'] } });
  expect(await next).toEqual({ names: ['Ada'] });
});

test('a refused session is not tried again', async () => {
  const engine = new FakeEngine([new SessionRefused('403')]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(engine.attempts).toBe(1);
  expect(engine.states).toEqual(['connecting', 'refused']);
});
