import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Access control of one run of the server: only a page that it served itself, in a browser that was given a
 * token, may use it.
 *
 * A token is valid once: the page exchanges it for a session. A session has two secrets, and each request
 * needs both. The cookie ends with the browser's session. Browsers store cookies by host name, not by port,
 * and send them to every server on this machine, so a cookie alone is worthless. The key is given to the
 * page's scripts, which browsers isolate by port.
 */
export interface Access {
  /**
   * A token of 256 random bits, base64url. It reaches the page in the URL's fragment, which is never logged.
   * @param onTraded called when it has been exchanged for a session
   */
  newToken(onTraded?: () => void): string;
  /**
   * False for a Host header that is not this server's: a foreign name that resolves to 127.0.0.1 (DNS
   * rebinding).
   */
  hostAllowed(request: IncomingMessage): boolean;
  /** Was the request sent by a page of the same origin? */
  originAllowed(request: IncomingMessage): boolean;
  /** Exchanges a token, which becomes void; null for an unknown or used one. */
  openSession(token: string): NewSession | null;
  /** Does a request have both secrets of one session? */
  hasSession(request: IncomingMessage): boolean;
  /** State with which {@link createAccess} continues in another process. */
  kept(): KeptAccess;
}

/** Access state, as digests only. */
export interface KeptAccess {
  tokens: string[];
  /** Cookie and key of each session. */
  sessions: [cookie: string, key: string][];
}

export interface AccessOptions {
  /** State of an earlier process. */
  kept?: KeptAccess | null | undefined;
  /** Called when a token of the earlier process has been exchanged for a session. */
  onTraded?: () => void;
  /** Called when {@link Access.kept} has changed. */
  onChanged?: () => void;
}

export interface NewSession {
  /** The `set-cookie` value. */
  cookie: string;
  /** The key that scripts send; see {@link offeredKey}. */
  key: string;
}

/** Maximum numbers of unused tokens and of sessions; the oldest ones are dropped. */
const maxTokens = 16;
const maxSessions = 64;

/**
 * @param port port of the server. It is part of the cookie's name, so that two servers do not overwrite each
 * other's; and of the allowed hosts, which stay valid through an SSH tunnel from the same port number.
 */
export function createAccess(
  port: number,
  { kept, onTraded: onKeptTraded = () => {}, onChanged = () => {} }: AccessOptions = {},
): Access {
  const name = `familiar-${port}`;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  // Secrets are stored and compared by their digests, so that timing reveals nothing about a guess.
  const tokens = new Map<string, () => void>(kept?.tokens.map((token) => [token, onKeptTraded]));
  const keyOfCookie = new Map<string, string>(kept?.sessions);
  return {
    newToken(onTraded = () => {}) {
      const token = secret();
      tokens.set(digest(token), onTraded);
      dropOldest(tokens, maxTokens);
      onChanged();
      return token;
    },
    hostAllowed: ({ headers }) => headers.host !== undefined && hosts.includes(headers.host),
    originAllowed: ({ headers }) => headers.origin === `http://${headers.host}`,
    openSession(token) {
      const onTraded = tokens.get(digest(token));
      if (onTraded === undefined) return null;
      tokens.delete(digest(token));
      onTraded();
      const [cookie, key] = [secret(), secret()];
      keyOfCookie.set(digest(cookie), digest(key));
      dropOldest(keyOfCookie, maxSessions);
      onChanged();
      return { cookie: `${name}=${cookie}; HttpOnly; SameSite=Strict; Path=/`, key };
    },
    hasSession(request) {
      const key = offeredKey(request);
      if (key === null) return false;
      return cookies(request.headers.cookie).some(
        ([given, value]) => given === name && keyOfCookie.get(digest(value)) === digest(key),
      );
    },
    kept: () => ({ tokens: [...tokens.keys()], sessions: [...keyOfCookie] }),
  };
}

const secret = (): string => randomBytes(32).toString('base64url');

const digest = (text: string): string => createHash('sha256').update(text).digest('base64');

function dropOldest(kept: Map<string, unknown>, most: number): void {
  for (const key of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(key);
  }
}

const protocolPrefix = 'key.';

/**
 * The key of a request: in a header; as `?key=` for pictures, for which a page cannot set headers; and as the
 * subprotocol `key.<key>` for WebSockets.
 */
function offeredKey({ headers, url = '' }: IncomingMessage): string | null {
  const header = headers['x-familiar-key'];
  if (typeof header === 'string') return header;
  const protocols = headers['sec-websocket-protocol']?.split(',').map((protocol) => protocol.trim());
  const protocol = protocols?.find((name) => name.startsWith(protocolPrefix));
  if (protocol !== undefined) return protocol.slice(protocolPrefix.length);
  return new URLSearchParams(url.replace(/^[^?]*/, '')).get('key');
}

function cookies(header = ''): [name: string, value: string][] {
  return header.split(';').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), value.join('=').trim()];
  });
}
