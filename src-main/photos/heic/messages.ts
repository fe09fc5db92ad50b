import type { WireError } from '../../contract/errors.ts';
import type { PhotoPart } from '../decode.ts';
import type { AssembledPicture } from './assemble.ts';

/** A HEIC file whose header has been read. */
export interface OpenedHeic {
  /** Of the upright picture, in pixels. */
  width: number;
  height: number;
  /** Whether it is stored in tiles, which are decoded one after another. */
  inTiles: boolean;
}

/** To the thread that decodes HEIC: first which file, then how large its picture, or a part of it, is wanted. */
export type ToHeicWorker = { open: string } | { maxSide: number; part?: PhotoPart };

/**
 * From it, an answer to each. `memory` is what libheif's memory has grown to, in bytes. A refusal is `sound` where
 * libheif itself refused the file; anything else may have left its memory damaged.
 */
export type FromHeicWorker =
  | { opened: OpenedHeic }
  | { picture: AssembledPicture; memory: number }
  | { error: WireError; sound: boolean };
