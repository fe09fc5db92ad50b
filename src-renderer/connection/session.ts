// eslint-disable-next-line no-restricted-imports -- the one place that adds the key
import { picturePath } from '../../src-main/contract/pictures.ts';
import type { PictureKind } from '../../src-main/contract/pictures.ts';

/**
 * The key of this browser's session with `familiar serve`, which goes with every request beside the session's
 * cookie. Browsers keep storage apart by port, which they do not do with cookies. The key outlives the browser's
 * session, and is worth nothing without the cookie, which does not. In Electron there is none.
 */
const storageKey = 'familiar-session-key';

export const sessionKey = (): string | null => localStorage.getItem(storageKey);

export const keepSessionKey = (key: string): void => localStorage.setItem(storageKey, key);

/** The headers that a request to `familiar serve` needs. */
export const sessionHeaders = (): Record<string, string> => ({ 'x-familiar-key': sessionKey() ?? '' });

/** Subprotocols of the WebSocket: ours, and one that carries the key, since a WebSocket has no other headers. */
export const sessionProtocols = (): string[] => ['familiar', `key.${sessionKey() ?? ''}`];

/** Where a view loads a picture from. */
export function pictureUrl(kind: PictureKind, id: number): string {
  const key = sessionKey();
  return picturePath(kind, id) + (key === null ? '' : `?key=${key}`);
}
