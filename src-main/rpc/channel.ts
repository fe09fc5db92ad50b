import type { ServerMessage } from '../contract/messages.ts';

/** A two-way line to one renderer: a WebSocket, a MessagePort, or a pair of functions in a test. */
export interface Channel {
  /** Sends one message; does nothing once the channel is closed. */
  send(message: ServerMessage): void;
  /** Calls back with whatever arrives, unchecked. */
  onMessage(callback: (message: unknown) => void): void;
  /** Calls back once, when either side has closed the channel. */
  onClose(callback: () => void): void;
}
