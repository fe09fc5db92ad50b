import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { FamiliarError } from '../contract/errors.ts';
import { isFromPage } from './security.ts';

/** Names of the messages between the preload script and the main process. The script repeats them, typed. */
export const connectCall = 'familiar:connect';
export const chooseFoldersCall = 'familiar:choose-folders';
export const portMessage = 'familiar:port';

export interface PageCalls {
  /** Sends the page a port to the engine, with the message {@link portMessage}. */
  connect(page: WebContents): void;
  chooseFolders(page: WebContents): Promise<string[]>;
}

/** Answers calls of the preload script only. */
export function handlePageCalls(ipcMain: Pick<IpcMain, 'handle'>, calls: PageCalls): void {
  const guarded = <T>(call: (page: WebContents) => T): ((event: IpcMainInvokeEvent) => T) => {
    return (event) => {
      if (!isFromPage(event)) throw new FamiliarError('bad-request', 'not from the page');
      return call(event.sender);
    };
  };
  ipcMain.handle(connectCall, guarded(calls.connect));
  ipcMain.handle(chooseFoldersCall, guarded(calls.chooseFolders));
}
