/* A sandboxed preload script is CommonJS and may load nothing but `electron`: what it shares with other
   modules it repeats, with their types, so that the compiler notices a difference. */
import type * as Electron from 'electron/renderer';
import type * as Contract from '../contract/desktop.ts' with { 'resolution-mode': 'import' };
import type * as Ipc from './ipc.ts' with { 'resolution-mode': 'import' };

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { contextBridge, ipcRenderer, webUtils } = require('electron') as typeof Electron;

/** The part of the page's window that is used here; its types are not loaded on this side. */
declare const window: {
  location: { origin: string };
  postMessage(message: { type: string }, targetOrigin: string, transfer: unknown[]): void;
};

const connectCall: typeof Ipc.connectCall = 'familiar:connect';
const chooseFoldersCall: typeof Ipc.chooseFoldersCall = 'familiar:choose-folders';
const portMessage: typeof Ipc.portMessage = 'familiar:port';
const desktopPortMessage: typeof Contract.desktopPortMessage = 'familiar-port';

// A MessagePort cannot cross the context bridge; a window message carries it.
ipcRenderer.on(portMessage, ({ ports }) => {
  window.postMessage({ type: desktopPortMessage }, window.location.origin, ports);
});

const desktop: Contract.Desktop = {
  connect: () => ipcRenderer.invoke(connectCall),
  chooseFolders: () => ipcRenderer.invoke(chooseFoldersCall),
  pathsOf: (files) => files.map((file) => webUtils.getPathForFile(file)),
};
contextBridge.exposeInMainWorld('familiarDesktop', desktop);
