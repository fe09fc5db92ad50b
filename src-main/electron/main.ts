import '../nn/no-telemetry.ts';
import '../common/private-umask.ts';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  screen,
  session,
  utilityProcess,
} from 'electron';
import { siblingModule } from '../common/module-url.ts';
import { log } from '../logging/log.ts';
import { openLogFile } from '../logging/log-file.ts';
import { logFolder } from '../logging/log-folder.ts';
import { EngineHost } from './engine-host.ts';
import { handlePageCalls, portMessage } from './ipc.ts';
import { launchOptions } from './launch-options.ts';
import { menuTemplate } from './menu.ts';
import { pageScheme } from './page-origin.ts';
import { pageProtocol, pageSchemePrivileges } from './protocol.ts';
import { closeBeforeQuit } from './quit.ts';
import { restrictContents, restrictSession } from './security.ts';
import { focusWindow, openPage, windowOptions } from './window.ts';
import { wordsFor } from './words.ts';
import { readWindowState } from './window-state.ts';

/** Entry of the application: creates the objects of Electron and passes them to the other modules. */
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const devTools = !app.isPackaged;

app.enableSandbox();
protocol.registerSchemesAsPrivileged([pageSchemePrivileges]);
if (app.requestSingleInstanceLock()) start();
else app.quit();

/** The system's locale is known once the app is ready. */
const words = () => wordsFor(app.getLocale());

function start(): void {
  const { library, device } = launchOptions(process.argv.slice(1), process.env);
  openLogFile(logFolder(library), 'app');
  const engine = new EngineHost({
    fork: () =>
      utilityProcess.fork(
        fileURLToPath(siblingModule(import.meta.url, './engine-process')),
        [library, device],
        {
          serviceName: 'Familiar engine',
        },
      ),
    onNotOpened({ message }) {
      dialog.showErrorBox(words().notOpened, `${library}\n\n${message}`);
      app.quit();
    },
    onGivenUp() {
      const again = dialog.showMessageBoxSync({
        type: 'error',
        message: words().stopped,
        detail: `${words().safe}\n\n${library}`,
        buttons: [words().startAgain, words().quit],
      });
      if (again === 0) engine.start();
      else app.quit();
    },
  });

  app.on('web-contents-created', (_event, contents) => restrictContents(contents));
  app.on('second-instance', () => BrowserWindow.getAllWindows().forEach(focusWindow));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  closeBeforeQuit(app, engine);

  handlePageCalls(ipcMain, {
    connect(page) {
      const { port1, port2 } = new MessageChannelMain();
      engine.connect(port1);
      page.postMessage(portMessage, null, [port2]);
    },
    async chooseFolders(page) {
      const window = BrowserWindow.fromWebContents(page);
      if (window === null) return [];
      const { filePaths } = await dialog.showOpenDialog(window, {
        properties: ['openDirectory', 'multiSelections'],
      });
      return filePaths;
    },
  });

  void app.whenReady().then(() => {
    restrictSession(session.defaultSession, { devTools });
    protocol.handle(
      pageScheme,
      pageProtocol(here('../renderer'), (kind, id) => engine.picture(kind, id)),
    );
    const menu = menuTemplate(process.platform, words(), { devTools });
    Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
    engine.start();
    openWindow();
    app.on('activate', () => {
      if (BrowserWindow.getAllWindows().length === 0) openWindow();
    });
  });
}

function openWindow(): void {
  const stateFile = join(app.getPath('userData'), 'window.json');
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const state = readWindowState(stateFile, screens);
  const window = new BrowserWindow(windowOptions(here('./preload.cjs'), state));
  openPage(window, state, stateFile).catch((error: unknown) => log.error('the page did not load', { error }));
}
