import { EventEmitter } from 'node:events';
import type { IpcMainInvokeEvent, Session, WebContents, WebFrameMain } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { chooseFoldersCall, connectCall, handlePageCalls } from './ipc.ts';
import { isFromPage, restrictContents, restrictSession } from './security.ts';

class FakeSession extends EventEmitter {
  beforeRequest!: (details: { url: string }, callback: (answer: { cancel?: boolean }) => void) => void;
  readonly webRequest = { onBeforeRequest: (listener: never) => (this.beforeRequest = listener) };
  readonly setPermissionRequestHandler = vi.fn();
  readonly setPermissionCheckHandler = vi.fn();
  readonly setDevicePermissionHandler = vi.fn();
  readonly setSpellCheckerEnabled = vi.fn();

  cancels(url: string): boolean | undefined {
    let answer: { cancel?: boolean } = {};
    this.beforeRequest({ url }, (given) => (answer = given));
    return answer.cancel;
  }
}

function restricted(devTools: boolean): FakeSession {
  const session = new FakeSession();
  restrictSession(session as unknown as Session, { devTools });
  return session;
}

const prevented = (emitter: EventEmitter, name: string): boolean => {
  const event = { preventDefault: vi.fn() };
  emitter.emit(name, event);
  return event.preventDefault.mock.calls.length === 1;
};

describe('the session', () => {
  it.each([
    'https://example.com/',
    'http://127.0.0.1:80/',
    'ws://localhost:1/',
    'wss://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'data:text/html,x',
    'blob:https://example.com/1',
    'familiar://other/',
    'familiar://app.example.com/',
    'devtools://devtools/bundled/x.js',
    'chrome-extension://x/',
    'not a url',
  ])('may not load %s', (url) => expect(restricted(false).cancels(url)).toBe(true));

  it.each(['familiar://app/', 'familiar://app/picture/chip/1', 'blob:familiar://app/0-1'])(
    'may load %s',
    (url) => expect(restricted(false).cancels(url)).toBe(false),
  );

  it('may load the developer tools if they are enabled', () => {
    expect(restricted(true).cancels('devtools://devtools/bundled/x.js')).toBe(false);
    expect(restricted(true).cancels('https://example.com/')).toBe(true);
  });

  it('grants no permission but full screen, no device, and saves no download', () => {
    const session = restricted(false);
    const granted = vi.fn();
    session.setPermissionRequestHandler.mock.calls[0]![0](null, 'media', granted);
    session.setPermissionRequestHandler.mock.calls[0]![0](null, 'fullscreen', granted);
    expect(granted.mock.calls).toEqual([[false], [true]]);
    expect(session.setPermissionCheckHandler.mock.calls[0]![0]()).toBe(false);
    expect(session.setDevicePermissionHandler.mock.calls[0]![0]()).toBe(false);
    expect(session.setSpellCheckerEnabled.mock.calls).toEqual([[false]]);
    expect(prevented(session, 'will-download')).toBe(true);
  });
});

it('a window cannot leave its page', () => {
  const setWindowOpenHandler = vi.fn();
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler });
  restrictContents(contents as unknown as WebContents);
  const ways = ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'];
  expect(ways.filter((way) => !prevented(contents, way))).toEqual([]);
  expect(setWindowOpenHandler.mock.calls[0]![0]({ url: 'familiar://app/' })).toEqual({ action: 'deny' });
});

const from = (url: string, parent: unknown = null): IpcMainInvokeEvent =>
  ({ sender: 'contents', senderFrame: { url, parent } as WebFrameMain }) as unknown as IpcMainInvokeEvent;

const strangers: [string, IpcMainInvokeEvent][] = [
  ['a frame inside the page', from('familiar://app/', {})],
  ['another host', from('familiar://app.example.com/')],
  ['another scheme', from('https://app/')],
  ['an empty frame', from('')],
  ['a frame that is gone', { senderFrame: null } as IpcMainInvokeEvent],
];

describe('calls to the main process', () => {
  it('are the page’s own', () => expect(isFromPage(from('familiar://app/#/people'))).toBe(true));

  it.each(strangers)('are not %s’s', (_, event) => expect(isFromPage(event)).toBe(false));

  it('are answered for the page only', async () => {
    const handlers = new Map<string, (event: IpcMainInvokeEvent) => unknown>();
    const calls = { connect: vi.fn(), chooseFolders: vi.fn(async () => ['/photos']) };
    handlePageCalls({ handle: (name, handler) => void handlers.set(name, handler) }, calls);
    expect([...handlers.keys()]).toEqual([connectCall, chooseFoldersCall]);
    for (const handler of handlers.values()) {
      for (const [, event] of strangers) expect(() => handler(event)).toThrow('not from the page');
    }
    expect(calls.connect).not.toHaveBeenCalled();

    handlers.get(connectCall)?.(from('familiar://app/'));
    expect(calls.connect.mock.calls).toEqual([['contents']]);
    expect(await handlers.get(chooseFoldersCall)?.(from('familiar://app/'))).toEqual(['/photos']);
  });
});
