import type { WireError } from './errors.ts';

/** What a renderer sends over the channel. Ids are chosen by the sender, unique while a call is open. */
export type ClientMessage = { id: number; method: string; params: unknown } | { cancel: number };

/** What the engine sends. */
export type ServerMessage =
  { id: number; result: unknown } | { id: number; error: WireError } | { event: string; payload: unknown };
