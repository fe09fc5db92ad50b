import type { WireError } from './errors.ts';

/** Message of a renderer. The sender chooses ids, which are unique while a call is open. */
export type ClientMessage = { id: number; method: string; params: unknown } | { cancel: number };

/** Message of the engine. */
export type ServerMessage =
  { id: number; result: unknown } | { id: number; error: WireError } | { event: string; payload: unknown };
