import type { ServerMessage } from '../contract/messages.ts';

/** A bidirectional channel to one renderer: a WebSocket, a MessagePort, or a pair of functions in a test. */
export interface Channel {
  /** Sends one message; does nothing after the channel has closed. */
  send(message: ServerMessage): void;
  /** Calls back with every received message, unvalidated. */
  onMessage(callback: (message: unknown) => void): void;
  /** Calls back once, when either side has closed the channel. */
  onClose(callback: () => void): void;
}
