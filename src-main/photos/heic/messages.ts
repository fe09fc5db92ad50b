import type { WireError } from '../../contract/errors.ts';
import type { PhotoPart } from '../photo-part.ts';
import type { AssembledPicture } from './assemble.ts';

/** A HEIC file with its header read. */
export interface OpenedHeic {
  /** Size of the upright picture in pixels. */
  width: number;
  height: number;
  /** True if the picture is stored in tiles. */
  inTiles: boolean;
}

/** Messages to the HEIC thread: first the file, then the requested size, with an optional part. */
export type ToHeicWorker = { open: string } | { maxSide: number; part?: PhotoPart | undefined };

/**
 * Answers of the HEIC thread, one a message. `memory` is the size of libheif's memory in bytes. An error is
 * `sound` if libheif itself refused the file; any other may have left its memory damaged.
 */
export type FromHeicWorker =
  | { opened: OpenedHeic }
  | { picture: AssembledPicture; memory: number }
  | { error: WireError; sound: boolean };
