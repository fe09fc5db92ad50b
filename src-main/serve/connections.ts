import type { Socket } from 'node:net';

/** Connections of clients that have not shown a session; where there would be more, the oldest is ended. */
const maxUnknown = 64;

/**
 * Makes sure that a client can always connect, however many others connect and then say little. A browser
 * opens six connections and is known within milliseconds, so the oldest unknown one is hardly ever a browser's.
 */
export class Connections {
  readonly #unknown = new Set<Socket>();

  admit(socket: Socket): void {
    this.#unknown.add(socket);
    socket.once('close', () => this.#unknown.delete(socket));
    if (this.#unknown.size <= maxUnknown) return;
    const [oldest] = this.#unknown;
    oldest.destroy();
    this.#unknown.delete(oldest);
  }

  /** To be called once a request on the connection has shown a session. */
  know(socket: Socket): void {
    this.#unknown.delete(socket);
  }
}
