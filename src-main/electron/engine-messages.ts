import type { WireError } from '../contract/errors.ts';
import type { Picture, PictureKind } from '../contract/pictures.ts';

/** What the main process tells the engine's process. */
export type ToEngine =
  /** Serve the MessagePort that comes along. */
  | { type: 'connect' }
  | { type: 'picture'; request: number; kind: PictureKind; id: number }
  /** Close the library, then exit. */
  | { type: 'close' };

/** What the engine's process tells the main process. */
export type FromEngine =
  | { type: 'picture'; request: number; picture: Picture }
  | { type: 'picture-failed'; request: number; error: WireError }
  /** The library did not open; starting again would not help. */
  | { type: 'not-opened'; error: WireError };
