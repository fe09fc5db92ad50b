import { EventEmitter } from 'node:events';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { defaultLibraryDirectory } from '../common/library-directory.ts';
import { launchOptions } from './launch-options.ts';
import { menuTemplate } from './menu.ts';
import { closeBeforeQuit } from './quit.ts';
import { wordsFor } from './words.ts';

class FakeContents extends EventEmitter {
  setWindowOpenHandler = vi.fn();
}

class FakeWindow extends EventEmitter {
  static all: FakeWindow[] = [];
  static getAllWindows = (): FakeWindow[] => FakeWindow.all;
  readonly loadURL = vi.fn(async () => {});
  readonly focus = vi.fn();
  readonly show = vi.fn();
  readonly isMinimized = (): boolean => false;

  constructor() {
    super();
    FakeWindow.all.push(this);
    electron.app.emit('web-contents-created', {}, new FakeContents());
  }
}

const order: string[] = [];
const noted = <T>(name: string, result?: T) => vi.fn(() => (order.push(name), result as T));

const electron = {
  app: Object.assign(new EventEmitter(), {
    isPackaged: true,
    enableSandbox: noted('enableSandbox'),
    requestSingleInstanceLock: noted('lock', true),
    whenReady: noted('whenReady', Promise.resolve()),
    getPath: () => '/nowhere',
    getLocale: () => 'en-GB',
    quit: noted('quit'),
    exit: noted('exit'),
  }),
  protocol: { registerSchemesAsPrivileged: noted('schemes'), handle: noted('handle') },
  session: {
    defaultSession: Object.assign(new EventEmitter(), {
      webRequest: { onBeforeRequest: noted('onBeforeRequest') },
      setPermissionRequestHandler: vi.fn(),
      setPermissionCheckHandler: vi.fn(),
      setDevicePermissionHandler: vi.fn(),
      setSpellCheckerEnabled: vi.fn(),
    }),
  },
  utilityProcess: {
    fork: vi.fn((_module: string, _args: string[]) => (order.push('fork'), new EventEmitter())),
  },
  ipcMain: { handle: noted('ipc') },
  Menu: { setApplicationMenu: vi.fn(), buildFromTemplate: vi.fn() },
  screen: { getAllDisplays: () => [] },
  dialog: { showErrorBox: vi.fn(), showMessageBoxSync: vi.fn(() => 1), showOpenDialog: vi.fn() },
  MessageChannelMain: class {},
  BrowserWindow: FakeWindow,
};
vi.mock('electron', () => electron);
const openLogFile = vi.fn();
vi.mock('../logging/log-file.ts', () => ({ openLogFile }));

async function launch(): Promise<void> {
  await import('./main.ts');
  await new Promise(setImmediate);
}

beforeEach(() => {
  vi.clearAllMocks();
  vi.resetModules();
  vi.stubEnv('FAMILIAR_LIBRARY', '/photos/library');
  order.length = 0;
  FakeWindow.all = [];
  electron.app.removeAllListeners();
});
afterEach(() => vi.unstubAllEnvs());

describe('starting', () => {
  it('restricts the session before there is a window, and starts one engine on the library', async () => {
    await launch();
    expect(order).toEqual([
      'enableSandbox',
      'schemes',
      'lock',
      'ipc',
      'ipc',
      'whenReady',
      'onBeforeRequest',
      'handle',
      'fork',
    ]);
    const [module, args] = electron.utilityProcess.fork.mock.calls[0]!;
    expect(module).toMatch(/electron[/\\]engine-process\.ts$/);
    expect(args).toEqual([resolve('/photos/library'), 'auto']);
    expect(openLogFile.mock.calls).toEqual([[join(resolve('/photos/library'), 'logs'), 'app']]);
    expect(FakeWindow.all.map(({ loadURL }) => loadURL.mock.calls)).toEqual([[['familiar://app/']]]);
  });

  it('a second instance ends at once, and focuses the first window', async () => {
    await launch();
    electron.app.emit('second-instance');
    expect(FakeWindow.all[0]!.focus).toHaveBeenCalledOnce();

    vi.resetModules();
    order.length = 0;
    electron.app.requestSingleInstanceLock.mockReturnValueOnce(false);
    await launch();
    expect(order).toEqual(['enableSandbox', 'schemes', 'quit']);
  });

  it('shows the reason if the library does not open, and quits', async () => {
    await launch();
    const child = electron.utilityProcess.fork.mock.results[0]!.value as EventEmitter;
    child.emit('message', { type: 'not-opened', error: { code: 'library-busy', message: 'in use' } });
    expect(electron.dialog.showErrorBox.mock.calls).toEqual([
      [expect.any(String), expect.stringMatching(/in use/)],
    ]);
    expect(electron.app.quit).toHaveBeenCalledOnce();
  });

  it('asks the user after repeated crashes', async () => {
    await launch();
    vi.useFakeTimers();
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => logged.mockRestore());
    const crash = (): void => {
      const children = electron.utilityProcess.fork.mock.results;
      (children[children.length - 1]!.value as EventEmitter).emit('exit', 1);
      vi.advanceTimersByTime(5000);
    };
    electron.dialog.showMessageBoxSync.mockReturnValueOnce(0);
    for (let i = 0; i < 6; i++) crash();
    expect(electron.app.quit).not.toHaveBeenCalled();
    expect(electron.utilityProcess.fork).toHaveBeenCalledTimes(7);
    for (let i = 0; i < 6; i++) crash();
    vi.useRealTimers();
    expect(electron.dialog.showMessageBoxSync).toHaveBeenCalledTimes(2);
    expect(electron.app.quit).toHaveBeenCalledOnce();
  });
});

it.each([
  ['it is done', async () => {}, 0],
  ['it fails', () => Promise.reject(new Error('disk')), 1],
])('quitting waits for the engine until %s', async (_, end, errors) => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const app = Object.assign(new EventEmitter(), { exit: vi.fn() });
  const close = vi.fn(end);
  closeBeforeQuit(app as never, { close }, 7);
  const event = { preventDefault: vi.fn() };
  app.emit('will-quit', event);
  expect(event.preventDefault).toHaveBeenCalledOnce();
  expect(app.exit).not.toHaveBeenCalled();
  await expect.poll(() => app.exit.mock.calls).toEqual([[0]]);
  expect(close.mock.calls).toEqual([[7]]);
  expect(logged).toHaveBeenCalledTimes(errors);
  logged.mockRestore();
});

describe('the library directory', () => {
  it.each([
    [['.', '--library', '/a'], { FAMILIAR_LIBRARY: '/b' }, '/a'],
    [['--no-sandbox', '--library=/a', '.'], {}, '/a'],
    [['.', '--remote-debugging-port=0'], { FAMILIAR_LIBRARY: '/b' }, '/b'],
    [['--library', 'photos'], {}, 'photos'],
    [['--library'], { FAMILIAR_LIBRARY: '/b' }, '/b'],
  ])('of %j and %j is %s', (args, environment, expected) => {
    expect(launchOptions(args, environment).library).toBe(resolve(expected));
  });

  it('is the user’s default if none is given', () => {
    expect(launchOptions(['.'], { FAMILIAR_LIBRARY: '' }).library).toBe(defaultLibraryDirectory());
    expect(launchOptions(['.', '--device', 'cpu'], {}).device).toBe('cpu');
    expect(launchOptions(['.', '--device=abacus'], {}).device).toBe('auto');
    expect(launchOptions(['.'], {}).device).toBe('auto');
  });
});

describe('the menu', () => {
  const roles = (platform: NodeJS.Platform, devTools: boolean): string =>
    JSON.stringify(menuTemplate(platform, wordsFor('en'), { devTools }));

  it('offers developer tools only if enabled', () => {
    expect(roles('linux', true)).toContain('toggleDevTools');
    expect(roles('linux', false)).not.toMatch(/toggleDevTools|reload/);
  });

  it('speaks the language of the system, with a text for each item', () => {
    for (const locale of ['ko', 'ko-KR']) {
      const menu = menuTemplate('linux', wordsFor(locale), { devTools: false });
      expect(menu.map(({ label }) => label)).toEqual(['파일', '편집', '보기', '창']);
      expect(JSON.stringify(menu.map(({ submenu }) => submenu))).not.toMatch(/"label":"[A-Za-z]/);
    }
    expect(wordsFor('de').file).toBe('File');
  });

  it('starts with the application menu on macOS only', () => {
    expect(menuTemplate('darwin', wordsFor('en'), { devTools: false })[0]).toEqual({ role: 'appMenu' });
    expect(roles('win32', false)).not.toContain('appMenu');
  });
});
