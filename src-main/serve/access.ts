import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may talk to one start of the server: whoever has its token, from a page that it served itself. */
export interface Access {
  /** 256 random bits, base64url. Reaches the page in the URL's fragment, which no server and no log sees. */
  token: string;
  /** False for a Host that is not this server's: a foreign name that resolves to 127.0.0.1 (DNS rebinding). */
  hostAllowed(request: IncomingMessage): boolean;
  /** Whether the page that sends the request came from the very origin that it is sent to. */
  originAllowed(request: IncomingMessage): boolean;
  /** The `set-cookie` value for a right token, null for a wrong one. */
  cookieFor(token: string): string | null;
  hasCookie(request: IncomingMessage): boolean;
}

/**
 * @param port where the server listens. It is part of the cookie's name, for browsers keep cookies by host
 * name alone; and of the allowed hosts, which an SSH tunnel from the same port number keeps right.
 */
export function createAccess(port: number): Access {
  const token = randomBytes(32).toString('base64url');
  const session = randomBytes(32).toString('base64url');
  const cookie = `familiar-${port}`;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  return {
    token,
    hostAllowed: ({ headers }) => headers.host !== undefined && hosts.includes(headers.host),
    originAllowed: ({ headers }) => headers.origin === `http://${headers.host}`,
    cookieFor: (offered) =>
      sameSecret(offered, token) ? `${cookie}=${session}; HttpOnly; SameSite=Strict; Path=/` : null,
    hasCookie: ({ headers }) =>
      cookies(headers.cookie).some(([name, value]) => name === cookie && sameSecret(value, session)),
  };
}

/** Compares in a time that tells nothing about where the two differ, nor about their lengths. */
function sameSecret(offered: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(offered), digest(secret));
}

function cookies(header = ''): [name: string, value: string][] {
  return header.split(';').map((pair) => {
    const [name, ...value] = pair.split('=');
    return [name.trim(), value.join('=').trim()];
  });
}
