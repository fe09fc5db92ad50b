import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may talk to one start of the server: a page that it served itself, in a browser that was given a token.
 *
 * A token is good once: the page trades it for a session. A session has two secrets, and each request needs
 * both. The cookie ends with the browser's session. Browsers keep cookies by host name alone, so they send it
 * to every server on this machine, whatever its port; it is worth nothing by itself. The key is handed to the
 * page's scripts, which browsers keep apart by port.
 */
export interface Access {
  /**
   * A token of 256 random bits, base64url. It reaches the page in the URL's fragment, which no log sees.
   * @param onTraded called once it has been traded for a session
   */
  newToken(onTraded?: () => void): string;
  /** False for a Host that is not this server's: a foreign name that resolves to 127.0.0.1 (DNS rebinding). */
  hostAllowed(request: IncomingMessage): boolean;
  /** Whether the page that sends the request came from the very origin that it is sent to. */
  originAllowed(request: IncomingMessage): boolean;
  /** Trades a token, which is void afterwards; null for one that is unknown or was traded before. */
  openSession(token: string): NewSession | null;
  /** Whether a request has both secrets of one session. */
  hasSession(request: IncomingMessage): boolean;
  /** What {@link createAccess} can go on with in another process. */
  kept(): KeptAccess;
}

/** Who may talk to the server, by digests alone. */
export interface KeptAccess {
  tokens: string[];
  /** Cookie and key of each session. */
  sessions: [cookie: string, key: string][];
}

export interface AccessOptions {
  /** What was kept of a process before. */
  kept?: KeptAccess | null;
  /** Called when a token that was kept has been traded for a session. */
  onTraded?: () => void;
  /** Called when {@link Access.kept} has changed. */
  onChanged?: () => void;
}

export interface NewSession {
  /** The `set-cookie` value. */
  cookie: string;
  /** What scripts send along: see {@link offeredKey}. */
  key: string;
}

/** Tokens that wait to be traded, and sessions. The oldest goes where there would be more. */
const maxTokens = 16;
const maxSessions = 64;

/**
 * @param port where the server listens. It is part of the cookie's name, so that two servers do not overwrite
 * each other's; and of the allowed hosts, which an SSH tunnel from the same port number keeps right.
 */
export function createAccess(
  port: number,
  { kept, onTraded: onKeptTraded = () => {}, onChanged = () => {} }: AccessOptions = {},
): Access {
  const name = `familiar-${port}`;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  // Secrets are kept and looked up by their digests, so that no time tells how much of a guess was right.
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
 * The key comes in a header; for pictures, which a page cannot give headers, as `?key=`; and for WebSockets,
 * which cannot have any either, as the subprotocol `key.<key>`.
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
    const [name, ...value] = pair.split('=');
    return [name.trim(), value.join('=').trim()];
  });
}
