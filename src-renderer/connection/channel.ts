import type { ClientMessage, ServerMessage } from '../../src-main/contract/messages.ts';

/** The page's end of the line to the engine. */
export interface Channel {
  /** Sends one message; does nothing once the channel is closed. */
  send(message: ClientMessage): void;
}

export interface ChannelListener {
  message(message: ServerMessage): void;
  /** The line went dead. Called once, and never before the channel was handed out. */
  closed(): void;
}

/**
 * Opens a line to the engine.
 * @throws SessionRefused where trying again is of no use
 */
export type Connect = (listener: ChannelListener) => Promise<Channel>;

/** The engine is there, but this page may not talk to it: it was opened without a valid token. */
export class SessionRefused extends Error {
  override readonly name = 'SessionRefused';
}
