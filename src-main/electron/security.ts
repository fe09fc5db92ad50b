import type { Session, WebContents, WebFrameMain } from 'electron';
import { isPageUrl } from './page-origin.ts';

/**
 * Restricts a session to the page's own origin: no network, devices, downloads or dictionaries, and no permission but
 * that for full screen.
 * @param devTools true if Electron's own developer tools may load their files
 */
export function restrictSession(session: Session, { devTools }: { devTools: boolean }): void {
  session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !mayLoad(url, devTools) }));
  session.setPermissionRequestHandler((_contents, permission, callback) =>
    callback(permission === 'fullscreen'),
  );
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
}

/** Pictures created by the page are `blob:` URLs with its origin. */
function mayLoad(url: string, devTools: boolean): boolean {
  return isPageUrl(url.replace(/^blob:/, '')) || (devTools && url.startsWith('devtools://'));
}

/**
 * Keeps a window on its page: no navigation by the page or by dropped files, no further windows, no webviews.
 * The application itself may still load and reload it.
 */
export function restrictContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Was a message sent by the page itself: by the top frame, on the page's origin? */
export function isFromPage({ senderFrame }: { senderFrame: WebFrameMain | null }): boolean {
  return senderFrame !== null && senderFrame.parent === null && isPageUrl(senderFrame.url);
}
