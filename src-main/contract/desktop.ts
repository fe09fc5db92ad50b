/**
 * Interface of `window.familiarDesktop`, which Electron's preload script provides. Absent in a browser, where the page
 * talks to `familiar serve` over a WebSocket instead.
 */
export interface Desktop {
  /** Resolves with the channel to the engine; the same messages as over the WebSocket travel on it. */
  connect(): Promise<void>;
  /** The system's dialog for folders; empty where the user cancelled. */
  chooseFolders(): Promise<string[]>;
  /** Paths of dropped files and folders; the same length and order. */
  pathsOf(files: File[]): string[];
}

/** `window.postMessage` type under which the preload script hands the page its MessagePort. */
export const desktopPortMessage = 'familiar-port';
