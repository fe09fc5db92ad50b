import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { pageUrl } from './page-origin.ts';
import { writeWindowState } from './window-state.ts';
import type { WindowState } from './window-state.ts';

/** Size of the first window, and the minimum size for the views, in pixels. */
const firstSize = { width: 1200, height: 800 };
const smallestSize = { minWidth: 480, minHeight: 400 };

/** @param preload path of the compiled preload script */
export function windowOptions(preload: string, state: WindowState | null): BrowserWindowConstructorOptions {
  return {
    ...(state?.bounds ?? firstSize),
    ...smallestSize,
    show: false,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  };
}

/** Loads the page, shows the window when its content is ready, and stores its position when it is closed. */
export function openPage(window: BrowserWindow, state: WindowState | null, stateFile: string): Promise<void> {
  window.once('ready-to-show', () => (state?.maximized ? window.maximize() : window.show()));
  window.on('close', () => {
    writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  });
  return window.loadURL(pageUrl);
}

/** Brings a window to the front, minimised or hidden. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
