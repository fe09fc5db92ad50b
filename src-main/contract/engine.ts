import type { Emit } from './events.ts';
import type { Handlers } from './methods.ts';
import type { Picture, PictureKind } from './pictures.ts';

/** All that a shell (Electron, serve) needs of the engine that it hosts. */
export interface Engine {
  handlers: Handlers;
  /** Calls back with every event until the returned function is called. */
  subscribe(listener: Emit): () => void;
  /**
   * @throws FamiliarError `not-found` where there is no such row, or where the file behind it is gone;
   * `photo-*` where it cannot be decoded any more.
   */
  picture(kind: PictureKind, id: number): Promise<Picture>;
  /** Stops work at the next safe point and closes the files. Idempotent. */
  close(): Promise<void>;
}
