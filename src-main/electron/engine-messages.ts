import type { WireError } from '../contract/errors.ts';
import type { Picture, PictureKind } from '../contract/pictures.ts';

/** Messages from the main process to the engine's process. */
export type ToEngine =
  /** Serve the transferred MessagePort. */
  | { type: 'connect' }
  | { type: 'picture'; request: number; kind: PictureKind; id: number }
  /** Close the library, then exit. */
  | { type: 'close' };

/** Messages from the engine's process to the main process. */
export type FromEngine =
  | { type: 'picture'; request: number; picture: Picture }
  | { type: 'picture-failed'; request: number; error: WireError }
  /** The library did not open; a restart would not help. */
  | { type: 'not-opened'; error: WireError };
