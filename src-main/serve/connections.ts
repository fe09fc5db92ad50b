import type { Socket } from 'node:net';

/** Maximum number of connections without a session; the oldest ones are ended. */
const maxUnknown = 64;

/**
 * Ensures that a client can always connect, whatever the number of silent connections. A browser opens six
 * connections and shows its session within milliseconds, so the oldest unknown one is hardly ever a
 * browser's.
 */
export class Connections {
  readonly #unknown = new Set<Socket>();

  admit(socket: Socket): void {
    this.#unknown.add(socket);
    socket.once('close', () => this.#unknown.delete(socket));
    if (this.#unknown.size <= maxUnknown) return;
    const [oldest] = this.#unknown;
    oldest?.destroy();
    if (oldest) this.#unknown.delete(oldest);
  }

  /** Must be called when a request on the connection has shown a session. */
  know(socket: Socket): void {
    this.#unknown.delete(socket);
  }
}
