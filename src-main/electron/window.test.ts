import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { focusWindow, openPage, windowOptions } from './window.ts';
import { readWindowState } from './window-state.ts';
import type { WindowState } from './window-state.ts';

const screens = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: -1000, y: 0, width: 1000, height: 800 },
];
const state: WindowState = { bounds: { x: 10, y: 20, width: 900, height: 700 }, maximized: true };

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-window-'));
  file = join(folder, 'window.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

class FakeWindow extends EventEmitter {
  minimized = true;
  readonly did: string[] = [];
  loadURL = vi.fn(async () => {});
  show = (): void => void this.did.push('show');
  focus = (): void => void this.did.push('focus');
  restore = (): void => void this.did.push('restore');
  maximize = (): void => void this.did.push('maximize');
  isMinimized = (): boolean => this.minimized;
  isMaximized = (): boolean => state.maximized;
  getNormalBounds = (): WindowState['bounds'] => state.bounds;

  get asElectron(): BrowserWindow {
    return this as unknown as BrowserWindow;
  }
}

it('gives the page no privileges', () => {
  const { webPreferences } = windowOptions('/preload.cjs', null);
  expect(webPreferences).toEqual({
    preload: '/preload.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
  });
});

it('loads the page, shows it when it is ready, and stores its position', async () => {
  const window = new FakeWindow();
  await openPage(window.asElectron, null, file);
  expect(window.loadURL.mock.calls).toEqual([['familiar://app/']]);
  expect(window.did).toEqual([]);
  window.emit('ready-to-show');
  expect(window.did).toEqual(['show']);
  window.emit('close');
  expect(readWindowState(file, screens)).toEqual(state);

  const next = new FakeWindow();
  await openPage(next.asElectron, state, file);
  next.emit('ready-to-show');
  expect(next.did).toEqual(['maximize']);
  expect(windowOptions('/preload.cjs', state)).toMatchObject(state.bounds);
});

it('comes to the front from the task bar', () => {
  const window = new FakeWindow();
  focusWindow(window.asElectron);
  window.minimized = false;
  focusWindow(window.asElectron);
  expect(window.did).toEqual(['restore', 'show', 'focus', 'show', 'focus']);
});

describe('a remembered place', () => {
  const at = (x: number, y: number): string =>
    JSON.stringify({ bounds: { x, y, width: 900, height: 700 }, maximized: false });

  it.each([
    ['on the second screen', at(-1000, 0), true],
    ['reaching over the edge', at(1800, 900), true],
    ['almost out of sight', at(1900, 0), false],
    ['on a screen that is gone', at(5000, 0), false],
    ['no JSON', '{', false],
    ['another shape', '{"bounds":{"x":0},"maximized":false}', false],
    ['of no size', at(0, 0).replace('900', '0'), false],
  ])('%s', (_, text, used) => {
    writeFileSync(file, text);
    expect(readWindowState(file, screens) !== null).toBe(used);
  });

  it('that cannot be written is forgotten', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const window = new FakeWindow();
    await openPage(window.asElectron, null, join(folder, 'none', 'window.json'));
    window.emit('close');
    expect(logged).toHaveBeenCalledOnce();
    expect(() => readFileSync(file)).toThrow('ENOENT');
    logged.mockRestore();
  });
});
